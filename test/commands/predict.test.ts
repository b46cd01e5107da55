import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type PredictArguments, predict } from '../../src/commands/predict.js'
import { splitTrain } from '../../src/data/split.js'
import { encodeSafetensors } from '../../src/models/safetensors.js'
import { mistakeOf } from '../models/networks.js'
import { appendAll, ended, newStore, plan, temporaryFolder } from '../store/small-run.js'
import { capture } from './capture.js'
import { withWeights } from './kept-weights.js'
import { lamps, lampsFolder } from './lamps.js'

function args(changes: Partial<PredictArguments> = {}): PredictArguments {
  return {
    network: 'lamps.safetensors',
    dataset: 'lamps.npz',
    runsDir: 'runs',
    index: 3,
    format: 'text',
    ascii: false,
    ...changes,
  }
}

async function predicted(changes: Partial<PredictArguments> = {}, folder = lampsFolder()) {
  const captured = capture(folder)
  expect(await predict(args(changes), captured.context)).toBe(0)
  return captured.out()
}

describe('bench predict', () => {
  test('draws the image, and its probabilities as bars', async () => {
    const lines = (await predicted()).split('\n')
    // Image 3 is lit on the right, and so said to be 1 with e/(1 + e) = 0.7311: 0.2689 * 40 = 10.76 columns, and 29.24.
    expect(lines.slice(4)).toEqual([
      'image    3 of lamps.npz test',
      'true     0',
      'said     1 (73.1 %), which is wrong',
      '',
      ' +',
      '',
      'class        probability',
      '0      true       26.9 %  ██████████▊',
      '1      said       73.1 %  █████████████████████████████▎',
      '',
    ])
  })

  test('says where it was right', async () => {
    const out = await predicted({ index: 0 })
    expect(out).toContain('said     0 (75.0 %), which is right')
    expect(out).toMatch(/^0 +true, said +75\.0 % {2}█{30}$/m)
    expect(out).toMatch(/^1 +25\.0 % {2}█{10}$/m)
  })

  test('takes an image of the train split', async () => {
    const read = JSON.parse(await predicted({ split: 'train', index: 1, format: 'json' }))
    expect(read).toMatchObject({ dataset: 'lamps.npz', split: 'train', index: 1, label: 1, predicted: 1 })
    expect(read.outputs).toHaveLength(2)
    expect(read.outputs[1]).toMatchObject({ label: 1, name: '1', value: expect.closeTo(0.731059, 6) })
  })

  test('scales bars by the largest output where outputs are no probabilities', async () => {
    const folder = lampsFolder()
    const line = { ...lamps, output: 'identity' as const, parameters: Float32Array.of(2, -1, 0, 1, 0, 0) }
    writeFileSync(join(folder, 'line.safetensors'), encodeSafetensors(line, {}))
    const out = await predicted({ network: 'line.safetensors', index: 0 }, folder)
    expect(out).toContain('said     0 (2.000), which is right')
    expect(out).toMatch(/^0 .* 2\.000 {2}█{40}$/m)
    expect(out).toMatch(/^1 .* -1\.000$/m)
  })

  test('is written in ASCII where there is nothing else', async () => {
    const captured = capture(lampsFolder(), 50)
    await predict(args(), { ...captured.context, env: { LANG: 'C' } })
    expect(captured.out()).toMatch(/^[\n\x20-\x7e]*$/)
    for (const line of captured.out().split('\n')) expect(line.length).toBeLessThanOrEqual(50)
    expect(captured.out()).toContain('73.1 %  ####')
  })

  test('takes an image that was held out for validation, and says of another which were', async () => {
    const runsDir = await temporaryFolder()
    const store = await newStore(runsDir, {
      plan: { ...plan, experiment: { ...plan.experiment, save: 'best' } },
    })
    await appendAll(store, [...plan.trials.flatMap(trial => withWeights(trial)), ended()])
    const { dataset: _, ...ofRun } = args({ network: 'latest', runsDir, split: 'validation' })
    const [first] = splitTrain(10_000, 0.2, 0).validation
    const captured = capture(runsDir)
    await predict({ ...ofRun, index: first! }, captured.context)
    expect(captured.out()).toContain(`image    ${first} of mnist-10k train, held out for validation\n`)
    const [trained] = splitTrain(10_000, 0.2, 0).train
    const mistake = await mistakeOf(() => predict({ ...ofRun, index: trained! }, capture(runsDir).context))
    expect(mistake).toMatchObject({
      code: 'out-of-range',
      what: `--index is ${trained}, and that image was trained on`,
      why: expect.stringContaining('2000 of them were held out for validation'),
      fix: expect.stringMatching(
        new RegExp(`^--split train, or one of those that were held out: ${first}, `),
      ),
    })
  })

  test('refuses the validation split of a network of which nothing is known', async () => {
    const mistake = await mistakeOf(() =>
      predict(args({ split: 'validation', index: 0 }), capture(lampsFolder()).context),
    )
    expect(mistake).toMatchObject({ code: 'no-such-split' })
  })

  test('says which images there are where the index is not among them', async () => {
    for (const index of [10, -1, 0.5, Number.NaN]) {
      const mistake = await mistakeOf(() => predict(args({ index }), capture(lampsFolder()).context))
      expect(mistake).toMatchObject({ code: 'out-of-range', fix: 'a whole number from 0 to 9' })
    }
  })
})
