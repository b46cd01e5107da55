import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type EvaluateArguments, evaluate } from '../../src/commands/evaluate.js'
import type { Save } from '../../src/domain/trial.js'
import { encodeNetworkNpz } from '../../src/models/npz-network.js'
import { encodeSafetensors } from '../../src/models/safetensors.js'
import { npz } from '../data/own-files.js'
import { fileOf, mistakeOf, safetensors } from '../models/networks.js'
import { appendAll, ended, eventsOf, newStore, plan, temporaryFolder } from '../store/small-run.js'
import { capture } from './capture.js'
import { withWeights } from './kept-weights.js'
import { lamps, lampsFolder } from './lamps.js'

function args(changes: Partial<EvaluateArguments> = {}): EvaluateArguments {
  return {
    network: 'lamps.safetensors',
    dataset: 'lamps.npz',
    runsDir: 'runs',
    batchSize: 250,
    mistakes: 6,
    format: 'text',
    ascii: false,
    ...changes,
  }
}

async function evaluated(
  changes: Partial<EvaluateArguments> = {},
  folder = lampsFolder(),
  columns: number | null = null,
) {
  const captured = capture(folder, columns)
  expect(await evaluate(args(changes), captured.context)).toBe(0)
  expect(captured.talk()).toBe('')
  return captured.out()
}

const refused = (changes: Partial<EvaluateArguments>, folder = lampsFolder()) =>
  mistakeOf(() => evaluate(args(changes), capture(folder).context))

describe('bench evaluate', () => {
  test('shows loss, accuracy with its interval, every class, confusions and the surest mistakes', async () => {
    const folder = lampsFolder()
    expect((await evaluated({}, folder)).split('\n')).toEqual([
      'lamps.safetensors',
      '',
      'network   2-2, softmax; 6 parameters',
      'weights   of epoch 4, lamps.safetensors',
      expect.stringMatching(/^data {6}lamps\.npz, test split, 10 images; /),
      // 3 log 4/3 for what is left and 0, log(1 + e) for right and 0, 2 log(1 + 1/e) for right and 1, log 2 for dark,
      // log(1 + e/3) for both, 2 log 4 for left and 1: 0.8630 + 1.3133 + 0.6265 + 0.6931 + 0.6451 + 2.7726 = 6.9136
      'loss      0.6914 (cross-entropy, assumed; --loss)',
      // Wilson 1927: (0.6 + z^2/20 -+ z sqrt(0.024 + z^2/400)) / (1 + z^2/10), z = 1.96
      'accuracy  60.00 %, 6 of 10; 95 % interval 31.27 to 83.18 (Wilson)',
      '',
      'class  precision %  recall %   F1 %  images',
      '0            57.14     80.00  66.67       5', // 4 of 7 that were said, 4 of 5 that there are
      '1            66.67     40.00  50.00       5', // 2 of 3, 2 of 5
      'mean         61.90     60.00  58.33      10',
      '',
      'true \\ said  0  1',
      '0           [4] 1',
      '1            3 [2]',
      '',
      '4 mistakes that it was surest of:',
      '',
      '+                +                 +', // a pixel at half ink, as its row is half of a character; dark is nothing
      'image 8          image 9          image 3          image 6',
      'true 1           true 1           true 0           true 1',
      'said 0 (75.0 %)  said 0 (75.0 %)  said 1 (73.1 %)  said 0 (50.0 %)',
      '',
      'the first of them, class by class:',
      '  bench predict lamps.safetensors --dataset lamps.npz --split test --index 8',
      '',
    ])
  })

  test('gives programs the same with all digits', async () => {
    const read = JSON.parse(await evaluated({ format: 'json', mistakes: 1 }))
    expect(read).toMatchObject({
      run: null,
      trial_id: null,
      network: { sizes: [2, 2], activations: [], output: 'softmax' },
      dataset: 'lamps.npz',
      split: 'test',
      examples: 10,
      loss: { name: 'cross-entropy' },
      accuracy: { value: 0.6, correct: 6 },
      confusion: [
        [4, 1],
        [3, 2],
      ],
      mistakes: [{ index: 8, label: 1, predicted: 0, output: expect.closeTo(0.75, 6) }],
    })
    expect(read.loss.value).toBeCloseTo(
      (3 * Math.log(4 / 3) +
        Math.log(1 + Math.E) +
        2 * Math.log(1 + 1 / Math.E) +
        Math.log(2) +
        Math.log(1 + Math.E / 3) +
        2 * Math.log(4)) /
        10,
      6,
    )
    expect(read.classes[0]).toMatchObject({ label: 0, name: '0', precision: 4 / 7, recall: 0.8, support: 5 })
  })

  test('is the same to the last digit for one image at a time and for all at once', async () => {
    const folder = lampsFolder()
    const [one, three, all] = await Promise.all(
      [1, 3, 10_000].map(batchSize => evaluated({ format: 'json', batchSize }, folder)),
    )
    expect(one).toBe(all)
    expect(three).toBe(all)
  })

  test('says what it assumes of a network whose file does not say it, and how to say it', async () => {
    const folder = lampsFolder()
    writeFileSync(join(folder, 'net.npz'), encodeNetworkNpz(lamps))
    const assumed = 'assumed   softmax, which the file does not say; --output\n' // no hidden layer, so no activation
    expect(await evaluated({ network: 'net.npz' }, folder)).toContain(assumed)
    expect(await evaluated({ network: 'net.npz', output: 'softmax' }, folder)).not.toContain('which the file')
    expect(await evaluated({}, folder)).not.toContain('which the file')
    const read = JSON.parse(await evaluated({ network: 'net.npz', format: 'json' }, folder))
    expect(read.network.assumed).toEqual(['output'])
  })

  test('takes all training images for the train split of a network that came without its trial', async () => {
    const read = JSON.parse(await evaluated({ format: 'json', split: 'train' }))
    expect(read).toMatchObject({ split: 'train', examples: 2, accuracy: { correct: 2 }, mistakes: [] })
  })

  test('measures another loss when asked', async () => {
    const read = JSON.parse(await evaluated({ format: 'json', split: 'train', loss: 'sum-of-squares' }))
    // left: (1/4, 1/4); right: 1/(1 + e) twice; half of the squares, as the mean of the two
    const value = (1 / 16 + 1 / (1 + Math.E) ** 2) / 2
    expect(read.loss.name).toBe('sum-of-squares')
    expect(read.loss.value).toBeCloseTo(value, 6)
  })

  test('measures as the file says that it was trained, and says by which labels', async () => {
    const folder = lampsFolder()
    const facts = { loss: 'sum-of-squares', label_smoothing: '0.1' }
    writeFileSync(join(folder, 'told.safetensors'), encodeSafetensors(lamps, facts))
    const asked = { network: 'told.safetensors', split: 'train', mistakes: 0 } as const
    const { loss } = JSON.parse(await evaluated({ ...asked, format: 'json' }, folder))
    // The targets are 0.95 and 0.05. left: (3/4, 1/4), off by 0.2 twice; right: e/(1 + e), off by 0.95 - 0.7311 twice.
    const value = (0.2 ** 2 + (0.95 - Math.E / (1 + Math.E)) ** 2) / 2
    expect(loss).toEqual({
      name: 'sum-of-squares',
      label_smoothing: 0.1,
      value: expect.closeTo(value, 6),
    })
    expect(await evaluated(asked, folder)).toMatch(
      /^loss {6}0\.0440 \(sum-of-squares, labels smoothed by 0\.1\)$/m,
    )
    expect(await evaluated({ ...asked, loss: 'mean-squared-error' }, folder)).toContain(
      '(mean-squared-error,',
    )
  })

  test('takes no word for a loss that is none, or that does not go with the output', async () => {
    const folder = lampsFolder()
    for (const facts of [
      { loss: '0.23', label_smoothing: 'some' },
      { loss: 'hinge', label_smoothing: '7' },
    ]) {
      writeFileSync(join(folder, 'their.safetensors'), encodeSafetensors(lamps, facts))
      const { loss } = JSON.parse(await evaluated({ network: 'their.safetensors', format: 'json' }, folder))
      expect(loss).toMatchObject({ name: 'cross-entropy', label_smoothing: 0 })
    }
  })

  test('draws no mistakes where none are asked for, or none were made', async () => {
    expect(await evaluated({ mistakes: 0 })).not.toContain('surest')
    expect(await evaluated({ split: 'train' })).not.toContain('surest')
  })

  test('fits into a narrow terminal and into ASCII, but for the command that is there to be copied', async () => {
    const captured = capture(lampsFolder(), 40)
    await evaluate(args(), { ...captured.context, env: { LANG: 'C' } })
    const lines = captured.out().split('\n')
    for (const line of lines.filter(line => !line.includes('bench predict')))
      expect(line.length).toBeLessThanOrEqual(40)
    expect(captured.out()).toMatch(/^[\n\x20-\x7e]*$/)
  })

  test('draws in greys at a terminal, and with characters where it is told to', async () => {
    const at = async (changes: Partial<EvaluateArguments>, env: Record<string, string>) => {
      const captured = capture(lampsFolder(), 80)
      await evaluate(args(changes), { ...captured.context, env: { LANG: 'C.UTF-8', ...env } })
      return captured.out()
    }
    expect(await at({}, {})).toContain('▀')
    expect(await at({ ascii: true }, {})).not.toContain('▀')
    expect(await at({}, { NO_COLOR: '1' })).not.toContain('\u001b')
  })
})

describe('bench evaluate refuses', () => {
  test('a dataset whose images have another size, or that has another number of classes', async () => {
    const folder = lampsFolder()
    writeFileSync(
      join(folder, 'wide.npz'),
      npz({
        x_train: { shape: [3, 2, 2], values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] },
        y_train: { shape: [3], values: [0, 1, 2] },
      }),
    )
    expect(await refused({ dataset: 'wide.npz' }, folder)).toMatchObject({
      code: 'network-mismatch',
      what: 'lamps.safetensors is a network of 2-2, which does not fit wide.npz',
      why: 'an image has 2x2 = 4 pixels, and there are 3 classes',
    })
  })

  test('a network that does not say what it is for, and a dataset that there is not', async () => {
    const folder = lampsFolder()
    const { dataset: _, ...without } = args()
    const mistake = await mistakeOf(() => evaluate(without, capture(folder).context))
    expect(mistake).toMatchObject({ code: 'bad-option', fix: expect.stringContaining('--dataset') })
    expect(await refused({ dataset: 'fashion-mnits' })).toMatchObject({
      code: 'unknown-dataset',
      fix: 'did you mean "fashion-mnist"?',
    })
    expect(await refused({ dataset: '{"images":1}' })).toMatchObject({ code: 'unknown-dataset' })
    expect((await refused({ dataset: 'none.npz' })).what).toContain('none.npz')
  })

  test('a dataset of somebody else that a file names by its path', async () => {
    const folder = lampsFolder()
    writeFileSync(join(folder, 'their.safetensors'), encodeSafetensors(lamps, { dataset: 'lamps.npz' }))
    const { dataset: _, ...without } = args({ network: 'their.safetensors' })
    const mistake = await mistakeOf(() => evaluate(without, capture(folder).context))
    expect(mistake).toMatchObject({ code: 'bad-option' })
  })

  test('a validation split that nothing is known of, and a test split that there is not', async () => {
    const folder = lampsFolder()
    expect(await refused({ split: 'validation' }, folder)).toMatchObject({
      code: 'no-such-split',
      why: 'nothing says which images were held out from training',
      fix: '--split test or --split train',
    })
    writeFileSync(
      join(folder, 'train.npz'),
      npz({
        x_train: { shape: [2, 1, 2], values: [1, 2, 3, 4] },
        y_train: { shape: [2], values: [0, 1] },
      }),
    )
    for (const split of ['test', undefined] as const) {
      const { split: _, ...rest } = args({ dataset: 'train.npz' })
      const asked = split === undefined ? rest : { ...rest, split }
      const mistake = await mistakeOf(() => evaluate(asked, capture(folder).context))
      expect(mistake).toMatchObject({ code: 'no-such-split', fix: '--split train' })
    }
  })

  test('options that make no sense', async () => {
    for (const batchSize of [0, 1.5, -1, Number.NaN, 1e9])
      expect(await refused({ batchSize })).toMatchObject({ code: 'out-of-range' })
    expect(await refused({ mistakes: -1 })).toMatchObject({ code: 'out-of-range' })
    expect(await refused({ activation: 'rellu' })).toMatchObject({
      code: 'unknown-activation',
      fix: 'did you mean "relu"?',
    })
    expect(await refused({ output: 'softmx' })).toMatchObject({ code: 'unknown-output' })
    expect(await refused({ loss: 'hinge' })).toMatchObject({ code: 'unknown-loss' })
    expect(await refused({ trial: 't1' })).toMatchObject({ code: 'bad-option' })
  })

  test('a loss that is not defined for the output', async () => {
    const folder = lampsFolder()
    writeFileSync(join(folder, 'line.safetensors'), encodeSafetensors({ ...lamps, output: 'identity' }, {}))
    expect(await refused({ network: 'line.safetensors', loss: 'cross-entropy' }, folder)).toMatchObject({
      code: 'bad-option',
      fix: 'with identity: sum-of-squares or mean-squared-error',
    })
  })

  test('a network that is missing, damaged, or gives no numbers', async () => {
    expect(await refused({ network: 'none.safetensors' })).toMatchObject({ code: 'file-unreadable' })
    expect(await refused({ network: fileOf(safetensors('{"W1"')) })).toMatchObject({
      code: 'network-malformed',
    })
    const broken = { ...lamps, parameters: new Float32Array(6).fill(Number.POSITIVE_INFINITY) }
    expect(await refused({ network: fileOf(encodeSafetensors(broken, {})) })).toMatchObject({
      code: 'network-not-finite',
    })
  })
})

/** A run that has kept the weights of its second and third trial, all zero: whatever is shown, class 0 is said. */
async function someRun(save: Save = 'best') {
  const runsDir = await temporaryFolder()
  const store = await newStore(runsDir, { plan: { ...plan, experiment: { ...plan.experiment, save } } })
  const events = plan.trials.flatMap(trial => {
    const isKept = save !== 'none' && (trial.index === 1 || trial.index === 2)
    return isKept ? withWeights(trial) : eventsOf(trial)
  })
  await appendAll(store, [...events, ended()])
  return { runsDir, path: store.path }
}

describe('bench evaluate <run>', () => {
  const ofRun = (runsDir: string, changes: Partial<EvaluateArguments> = {}) => {
    const { dataset: _, ...rest } = args({ network: 'latest', runsDir, ...changes })
    return rest
  }

  test('takes the best trial whose weights were kept, and what was held out where there is no test split', async () => {
    const { runsDir } = await someRun()
    const captured = capture(runsDir)
    await evaluate(ofRun(runsDir, { format: 'json', mistakes: 0 }), captured.context)
    const read = JSON.parse(captured.out())
    // Of the two, the one with the larger index has the larger accuracy; see epochRecord.
    expect(read).toMatchObject({
      run: 'width-20261121-160405',
      trial_id: plan.trials[2]!.trialId,
      dataset: 'mnist-10k',
      split: 'validation',
      examples: 2000, // a fifth of 10,000
    })
    expect(read.loss.value).toBeCloseTo(Math.log(10), 6)
    expect(read.accuracy.correct).toBe(read.classes[0].support)
    expect(read.confusion.map((row: number[]) => row[0])).toEqual(
      read.classes.map(({ support }: { support: number }) => support),
    )
  })

  test('offers what was held out where there are no test images', async () => {
    const { runsDir } = await someRun()
    const mistake = await mistakeOf(() =>
      evaluate(ofRun(runsDir, { split: 'test' }), capture(runsDir).context),
    )
    expect(mistake).toMatchObject({
      code: 'no-such-split',
      why: 'mnist-10k has no test images, and those that were held out from training are its validation split',
      fix: '--split validation',
    })
  })

  test('divides the training images as the trial did: train and validation have all of them, each once', async () => {
    const { runsDir } = await someRun()
    const supports = await Promise.all(
      (['train', 'validation'] as const).map(async split => {
        const captured = capture(runsDir)
        await evaluate(ofRun(runsDir, { split, format: 'json', mistakes: 0 }), captured.context)
        return JSON.parse(captured.out()).classes.map(({ support }: { support: number }) => support)
      }),
    )
    // The counts of the ten digits among the first 10,000 images of MNIST.
    expect(supports[0].map((count: number, label: number) => count + supports[1][label])).toEqual([
      1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978,
    ])
  })

  test('takes the trial whose id begins so', async () => {
    const { runsDir } = await someRun()
    const trial = plan.trials[1]!.trialId.slice(0, 6)
    const captured = capture(runsDir)
    await evaluate(ofRun(runsDir, { trial, mistakes: 1 }), captured.context)
    expect(captured.out()).toContain(`trial ${plan.trials[1]!.trialId} of width-20261121-160405\n`)
    expect(captured.out()).toContain('weights   of epoch 3, width-20261121-160405/models/')
  })

  test('says how to see an image of it again, with all that leads to the same network and data', async () => {
    const { runsDir } = await someRun()
    const captured = capture(runsDir)
    await evaluate(ofRun(runsDir, { mistakes: 1, dataDir: '/my data' }), captured.context)
    const options = `--runs-dir ${runsDir} --data-dir '/my data' --split validation --index`
    expect(captured.out()).toMatch(new RegExp(`^  bench predict latest t[0-9a-f]{12} ${options} \\d+$`, 'm'))
  })

  test('says how to keep weights where a run has kept none', async () => {
    const { runsDir } = await someRun('none')
    const mistake = await mistakeOf(() => evaluate(ofRun(runsDir), capture(runsDir).context))
    expect(mistake).toMatchObject({
      code: 'network-not-kept',
      what: 'the run width-20261121-160405 kept no weights',
      fix: 'write save: best into the experiment file and run it again',
    })
  })

  test('refuses a trial whose weights are not there, and what a trial says itself', async () => {
    const { runsDir } = await someRun()
    const { trialId: trial } = plan.trials[0]!
    const absent = await mistakeOf(() => evaluate(ofRun(runsDir, { trial }), capture(runsDir).context))
    expect(absent).toMatchObject({
      code: 'network-not-kept',
      what: `no weights of trial ${trial} were kept`,
    })
    const told = await mistakeOf(() =>
      evaluate(ofRun(runsDir, { activation: 'relu' }), capture(runsDir).context),
    )
    expect(told).toMatchObject({ code: 'bad-option' })
  })

  test('refuses weights that are damaged', async () => {
    const { runsDir, path } = await someRun()
    const { trialId: trial } = plan.trials[1]!
    const file = join(path, 'models', `${trial}.safetensors`)
    writeFileSync(file, readFileSync(file).subarray(0, -4))
    const mistake = await mistakeOf(() => evaluate(ofRun(runsDir, { trial }), capture(runsDir).context))
    expect(mistake).toMatchObject({ code: 'network-malformed', what: expect.stringContaining(trial) })
  })
})
