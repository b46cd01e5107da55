// What training is told to do besides epochs, through the real program: its files, for any number of workers.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { answerOf } from '../hostile/in-process.js'
import { longTest } from '../long.js'
import { bench, folderWith, rowsOf, runIn, start, withoutTiming } from './bench.js'

const BY_STEPS = `
name: steps
model: { hidden: [6, 4], activation: [tanh, relu], dropout: 0.1 }
training: { steps: 50, record_every: 20, replacement: true, batch_size: 100, clip_norm: 1, label_smoothing: 0.1, patience: 2 }
sweep: { optimizer: [adam, sgd] }
seeds: 2
save: best`

test('training by steps, with weights kept, leaves the same bits with one worker and with four', async () => {
  const cwd = folderWith({ 'steps.yaml': BY_STEPS })
  const [one, four] = await Promise.all(
    ['1', '4'].map(async workers => {
      const runsDir = `with-${workers}`
      const { code } = await bench(cwd, 'run', 'steps.yaml', '--workers', workers, '--runs-dir', runsDir)
      expect(code).toBe(0)
      return runIn(cwd, runsDir)
    }),
  )
  const trials = rowsOf(one!, 'trials.csv')
  expect(trials.map(({ status }) => status)).toEqual(Array(4).fill('completed'))
  expect(trials[0]).toMatchObject({ activation: 'tanh+relu', epochs: '', steps: '50', record_every: '20' })
  const first = rowsOf(one!, 'epochs.csv').filter(({ trial_id }) => trial_id === trials[0]!['trial_id'])
  expect(first.map(({ epoch, step }) => `${epoch} ${step}`)).toEqual(['1 20', '2 40', '3 50'])
  for (const file of ['trials.csv', 'epochs.csv'])
    expect(withoutTiming(four!, file)).toEqual(withoutTiming(one!, file))
  const models = readdirSync(join(one!, 'models'))
  expect(models.sort()).toEqual(trials.map(({ trial_id }) => `${trial_id}.safetensors`).sort())
  for (const model of models)
    expect(readFileSync(join(four!, 'models', model)).equals(readFileSync(join(one!, 'models', model)))).toBe(
      true,
    )
})

longTest(
  'numerical gradients are refused with a forecast before anything is made, unless they are forced',
  async () => {
    const slow =
      'name: slow\nmodel: { hidden: [] }\ngradient: numerical\ntraining: { steps: 100, batch_size: 100 }\n'
    const cwd = folderWith({ 'slow.yaml': slow })
    const refused = await answerOf(cwd, 'run', 'slow.yaml')
    expect(refused.code).toBe(2)
    // 784 x 10 + 10 parameters, each looked at from both sides
    expect(refused.talk).toMatch(
      /^error gradient-too-slow: .* 7,850 parameters, 15,700 forward passes a step, about /,
    )
    expect(existsSync(join(cwd, 'runs'))).toBe(false)
    const { out } = await answerOf(cwd, 'plan', 'slow.yaml')
    expect(out).toMatch(/^numerical {3}7,850 parameters, 15,700 forward passes a step, about /m)
    const forced = start(cwd, ['run', 'slow.yaml', '--force', '--reporter', 'json'])
    await forced.says('trial-started')
    forced.kill('SIGINT')
    expect((await forced.ended).code).toBe(130)
  },
)
