import { expect, test } from 'vitest'
import { unicode } from '../../src/dashboard/lines/glyphs.js'
import { finalLines } from '../../src/dashboard/pages/summary.js'
import { completed, ended, planOf, play, started, sweepEnded } from './events.js'

const plan = planOf({ hidden: [[64], [128]], activations: ['relu', 'tanh'], seeds: [0, 1] })
const error = 'the worker had no memory left for the activations of the first layer'
const sweep = play([
  started(plan),
  ...plan.trials.map((trial, i) =>
    ended(trial, i, i === 0 ? { status: 'failed', error } : completed(trial, 0.9 - 0.01 * i)),
  ),
  sweepEnded(9),
])
const runPath = 'runs/with-a-name-that-is-longer-than-the-window'
const at = (width: number) => finalLines(sweep, { runPath, glyphs: unicode, width })

test('in a narrow window everything is said, on more lines', () => {
  const lines = at(40)
  const closing = lines.findIndex(line => line.startsWith('finished after'))
  for (const line of lines.slice(0, closing)) expect(line.length).toBeLessThanOrEqual(40)
  expect(lines.join('\n')).not.toContain('…')
  expect(lines).toContain('      hidden 64, activation relu')
  expect(lines.join(' ').replace(/ +/g, ' ')).toContain(error)
  // What is there to be copied stands whole, on a line of its own where it does not fit behind its name.
  expect(lines.slice(closing)).toEqual([
    'finished after 9.0 s: 8 trials, 7',
    '  completed, 1 failed',
    'run folder:',
    runPath,
  ])
})

test('where lines may be of any length nothing is cut, and each thing is one line', () => {
  const lines = at(Infinity)
  expect(lines).toContain(`failed: 64 relu seed 0 (${plan.trials[0]!.trialId}): ${error}`)
  expect(lines.find(line => line.startsWith('rank'))).toMatch(/validation loss +n +hidden +activation$/)
})
