import { describe, expect, test } from 'vitest'
import type { Engine, MakeEngine } from '../../src/core/engine.js'
import { numericalEngines } from '../../src/core/numerical.js'
import { ReferenceNetwork } from '../../src/core/reference.js'
import { splitTrain } from '../../src/data/split.js'
import type { EpochRecord, Interrupted, Outcome } from '../../src/domain/measurement.js'
import type { TrialReport } from '../../src/domain/ports.js'
import type { Configuration, Save } from '../../src/domain/trial.js'
import { measure } from '../../src/trainer/measure.js'
import { networkSpec } from '../../src/trainer/network-spec.js'
import { trainTrial } from '../../src/trainer/train-trial.js'
import { makeEngine } from '../kernels.js'
import { configuration, objective, tinyDataset, trial } from '../tiny.js'
import { type Script, scriptedEngine } from './scripted-engine.js'

interface Options {
  readonly make?: MakeEngine
  readonly save?: Save
  readonly changes?: Partial<Configuration>
}

interface Trained {
  readonly outcome: Outcome | Interrupted
  readonly epochs: readonly EpochRecord[]
  readonly reports: readonly TrialReport[]
}

/** 120 examples, 30 of them held out: 90 to train on, in batches of 8 twelve steps a pass. */
function train(training: Partial<Configuration['training']>, options: Options = {}): Trained {
  const reports: TrialReport[] = []
  const outcome = trainTrial({
    trial: trial(0, { configuration: { ...configuration(training), ...options.changes } }),
    dataset: tinyDataset(),
    objective,
    save: options.save ?? 'none',
    makeEngine: options.make ?? makeEngine,
    report: report => reports.push(report),
    nowMs: () => 0,
  })
  const epochs = reports.flatMap(report => (report.type === 'epoch' ? [report.record] : []))
  return { outcome, epochs, reports }
}

describe('training by steps', () => {
  test('is recorded after every so many updates, and at the end of a last stretch that is shorter', () => {
    let engine: Engine | undefined
    const make: MakeEngine = (spec, seed) => (engine = makeEngine(spec, seed))
    const { epochs, outcome } = train({ steps: 25, record_every: 10 }, { make })
    expect(epochs.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 10],
      [2, 20],
      [3, 25],
    ])
    expect(outcome).toMatchObject({ status: 'completed', epochsDone: 3, last: epochs[2] })
    expect(engine!.steps).toBe(25)
  })

  test('measures the whole of the training split at each record', () => {
    let engine: Engine | undefined
    const make: MakeEngine = (spec, seed) => (engine = makeEngine(spec, seed))
    const { epochs } = train({ steps: 7, record_every: 7 }, { make })
    const dataset = tinyDataset()
    expect(epochs[0]!.train).toEqual(measure(engine!, dataset.train, splitTrain(120, 0.25, 0).train))
  })

  test('makes the same network as training by passes, and however it is recorded', () => {
    const unlessTrain = ({ epochs }: Trained) => {
      const { validation, test } = epochs.at(-1)!
      return { validation, test }
    }
    // 24 updates are two passes of 12; the cosine counts in passes, so its rates are the same.
    const changes = { schedule: { name: 'cosine', final_share: 0.1, warmup_epochs: 0.5 } } as const
    const passes = unlessTrain(train({ epochs: 2 }, { changes }))
    for (const record_every of [null, 5, 24, 100])
      expect(unlessTrain(train({ steps: 24, record_every }, { changes })), `${record_every}`).toEqual(passes)
    expect(unlessTrain(train({ steps: 23, record_every: 5 }, { changes }))).not.toEqual(passes)
  })

  test('has the learning rate of its schedule at the last update of each stretch', () => {
    // Half a cosine over 24 updates: at update s, counted from 0, 0.5 (1 + cos(pi s / 24)) / 2 of the rate 0.5.
    const changes = { schedule: { name: 'cosine', final_share: 0, warmup_epochs: 0 } } as const
    const { epochs } = train({ steps: 24, record_every: 9 }, { changes })
    const expected = [8, 17, 23].map(s => (0.5 * (1 + Math.cos((Math.PI * s) / 24))) / 2)
    epochs.forEach(({ learningRate }, i) => {
      expect(learningRate).toBeCloseTo(expected[i]!, 12)
    })
  })

  test('with replacement has the same order of examples for the same seed, and another than without', () => {
    const losses = (replacement: boolean) => {
      const { epochs } = train({ steps: 20, record_every: 20, replacement })
      return epochs[0]!.validation!.loss
    }
    expect(losses(true)).toBe(losses(true))
    expect(losses(true)).not.toBe(losses(false))
  })

  test('reports progress in examples, of all that there will be', () => {
    const progress = (training: Partial<Configuration['training']>) =>
      train(training).reports.flatMap(report => (report.type === 'progress' ? [report.progress] : []))
    // A pass of 90 and one batch of 8; with replacement 13 batches of 8.
    expect(progress({ steps: 13, record_every: 12 })).toEqual([
      { examplesDone: 90, examplesTotal: 98 },
      { examplesDone: 98, examplesTotal: 98 },
    ])
    expect(progress({ steps: 13, record_every: 13, replacement: true })).toEqual([
      { examplesDone: 104, examplesTotal: 104 },
    ])
  })

  test('that diverges says at which record, and how far into it', () => {
    const make: MakeEngine = () =>
      scriptedEngine(steps => ({ loss: steps < 13 ? 1 : Number.NaN, accuracy: 0 }))
    const { outcome, epochs } = train({ steps: 20, record_every: 5 }, { make })
    expect(epochs).toHaveLength(2)
    expect(outcome).toMatchObject({ status: 'diverged', error: 'the loss was NaN at epoch 3, step 3' })
  })
})

/** All 90 examples in one batch: an update an epoch. The k-th loss is measured after k updates. */
const epochByEpoch = (losses: readonly number[], accuracies: readonly number[] = []): MakeEngine => {
  const script: Script = steps => ({ loss: losses[steps - 1]!, accuracy: accuracies[steps - 1] ?? 0.5 })
  return () => scriptedEngine(script)
}
const losses = [1, 0.8, 0.9, 0.79, 0.85, 0.9, 0.1, 0.1]

describe('stopping early', () => {
  test('ends with the metrics of the best epoch by validation loss, and says how many were trained', () => {
    const early = { epochs: 8, batch_size: 90, patience: 2 }
    // Better: 1, 2, 4; then 5 and 6 are not.
    const { outcome, epochs } = train(early, { make: epochByEpoch(losses) })
    expect(epochs).toHaveLength(6)
    expect(outcome).toMatchObject({ status: 'completed', last: epochs[3], epochsDone: 6 })
    // With a smallest difference of 0.05: better are 1 and 2; 3 and 4 are not.
    const coarse = train({ ...early, min_delta: 0.05 }, { make: epochByEpoch(losses) })
    expect(coarse.outcome).toMatchObject({ last: { epoch: 2 }, epochsDone: 4 })
  })

  test('goes back to the best epoch also where training came to its end', () => {
    const { outcome } = train({ epochs: 5, batch_size: 90, patience: 4 }, { make: epochByEpoch(losses) })
    expect(outcome).toMatchObject({ last: { epoch: 4 }, epochsDone: 5 })
  })

  test('leaves the best epoch by the objective to all that were trained', () => {
    const make = epochByEpoch(losses, [0.1, 0.2, 0.3, 0.4, 0.9, 0.9])
    const { outcome } = train({ epochs: 8, batch_size: 90, patience: 2 }, { make })
    expect(outcome).toMatchObject({ last: { epoch: 4 }, best: { epoch: 5, value: 0.9 } })
  })
})

describe('keeping weights', () => {
  const accuracies = [0.1, 0.7, 0.7, 0.2]
  const weightsOf = ({ reports }: Trained) =>
    reports.flatMap(report => (report.type === 'weights' ? [[report.epoch, ...report.parameters]] : []))
  const make = epochByEpoch([1, 1, 0.5, 1], accuracies)
  const training = { epochs: 4, batch_size: 90 }

  test('reports none, those of the last epoch, or those of the first of the best by the objective', () => {
    expect(weightsOf(train(training, { make }))).toEqual([])
    expect(weightsOf(train(training, { make, save: 'last' }))).toEqual([[4, 4]])
    expect(weightsOf(train(training, { make, save: 'best' }))).toEqual([[2, 2]])
  })

  test('keeps, for last and for best, those that were given back where training stopped early', () => {
    const early = { ...training, patience: 1 }
    // The best accuracy is that of epoch 3, where training stops; the lowest loss that of epoch 2.
    const stopping = epochByEpoch([1, 0.5, 0.6, 0.1], [0.1, 0.2, 0.7, 0.2])
    for (const save of ['last', 'best'] as const) {
      const trained = train(early, { make: stopping, save })
      expect(weightsOf(trained)).toEqual([[2, 2]])
      expect(trained.outcome).toMatchObject({ last: { epoch: 2 }, best: { epoch: 3 } })
    }
  })

  test('is the last thing that is reported, with the shape of the network', () => {
    const { reports, outcome } = train({ epochs: 2 }, { save: 'last' })
    const last = reports.at(-1)!
    expect(outcome.status).toBe('completed')
    expect(last).toMatchObject({ type: 'weights', epoch: 2, sizes: [16, 5, 3] })
    // 16 x 5 + 5 + 5 x 3 + 3
    expect((last as Extract<TrialReport, { type: 'weights' }>).parameters).toHaveLength(103)
  })

  test('reports nothing of a trial that diverges', () => {
    const diverging = epochByEpoch([1, 1, Number.NaN])
    expect(weightsOf(train(training, { make: diverging, save: 'best' }))).toEqual([])
  })

  test('gives weights that have the metrics of their epoch', () => {
    const { reports, epochs } = train({ epochs: 3 }, { save: 'last' })
    const { parameters } = reports.at(-1) as Extract<TrialReport, { type: 'weights' }>
    const dataset = tinyDataset()
    const engine = makeEngine(networkSpec(configuration(), dataset), 5)
    engine.restore({ parameters, slots: [], steps: 0 })
    const all = Uint32Array.from({ length: 60 }, (_, i) => i)
    expect(measure(engine, dataset.test!, all)).toEqual(epochs[2]!.test)
  })
})

describe('training with numerical gradients', () => {
  test.each([
    ['a softmax with cross-entropy', {}],
    ['sigmoids with the sum of squares', { loss: 'sum-of-squares', output: 'sigmoid' }],
  ] as const)('agrees with backpropagation within 1e-6, for %s', (_, { loss, output }: Pair) => {
    const { model } = configuration()
    const changes = {
      ...(loss && { loss }),
      ...(output && { model: { ...model, output } }),
    }
    const five = { steps: 5, record_every: 1, l2: 0.01 }
    const exact = train(five, { changes, make: (spec, seed) => new ReferenceNetwork(spec, seed) })
    const numerical = train(five, { changes, make: numericalEngines })
    expect(numerical.epochs).toHaveLength(5)
    numerical.epochs.forEach((record, i) => {
      for (const split of ['train', 'validation', 'test'] as const)
        expect(Math.abs(record[split]!.loss - exact.epochs[i]![split]!.loss)).toBeLessThan(1e-6)
    })
    expect(numerical.epochs[4]!.train.loss).toBeLessThan(numerical.epochs[0]!.train.loss)
  })
})

interface Pair {
  readonly loss?: Configuration['loss']
  readonly output?: Configuration['model']['output']
}
