import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findTrial } from '../../src/commands/find-trial.js'
import { runCommand, specWord } from '../../src/commands/run-command.js'
import { readRun } from '../../src/store/read-run.js'
import { appendAll, eventsOf, newStore, plan, temporaryFolder } from '../store/small-run.js'

const here = { cwd: '/home/ada' }

test.each([
  ['runs/width-1', 'bench show runs/width-1 --trials'],
  ['elsewhere/width-1', 'bench show elsewhere/width-1 --trials'],
  ['../bob/width-1', 'bench show /home/bob/width-1 --trials'],
  ["my runs/ada's", "bench show 'my runs/ada'\\''s' --trials"],
  ['-runs/width-1', 'bench show ./-runs/width-1 --trials'],
  ['.', 'bench show . --trials'],
])('the run %s is named by its path, as a shell takes it', (path, line) => {
  expect(runCommand('show', join(here.cwd, path), here, '--trials')).toBe(line)
})

test('an experiment from standard input is -', () => {
  expect([specWord('stdin'), specWord('my.yaml')]).toEqual(['-', 'my.yaml'])
})

test('what is advised for an unknown and for an ambiguous trial leads to the run, wherever it is', async () => {
  const cwd = await temporaryFolder()
  const store = await newStore(join(cwd, 'my runs'))
  await appendAll(
    store,
    plan.trials.slice(0, 2).flatMap(trial => eventsOf(trial)),
  )
  const run = await readRun(store.path)
  await store.close()
  const list = `bench show 'my runs/${store.name}' --trials lists the trials that have ended`
  for (const [reference, fix] of [
    ['tzz', list],
    ['t', `write more of the id; ${list}`],
  ] as const)
    expect(() => findTrial(run, reference, { cwd })).toThrow(
      expect.objectContaining({ mistakes: [expect.objectContaining({ fix })] }),
    )
})
