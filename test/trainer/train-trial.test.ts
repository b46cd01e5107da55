import { describe, expect, test } from 'vitest'
import type { Engine, NetworkSpec } from '../../src/core/engine.js'
import { ReferenceNetwork } from '../../src/core/reference.js'
import type { EpochRecord } from '../../src/domain/measurement.js'
import type { TrialReport } from '../../src/domain/ports.js'
import type { Save } from '../../src/domain/trial.js'
import { trainTrial } from '../../src/trainer/train-trial.js'
import { makeEngine } from '../kernels.js'
import { configuration, objective, tinyDataset, trial } from '../tiny.js'

/** A clock that goes on by a millisecond each time it is read. */
const ticking = () => {
  let ms = 0
  return () => ms++
}

function train(
  changes: Parameters<typeof configuration>[0] = {},
  options: {
    dataset?: ReturnType<typeof tinyDataset>
    make?: (spec: NetworkSpec, seed: number) => Engine
    seed?: number
    objective?: typeof objective
    save?: Save
  } = {},
) {
  const reports: TrialReport[] = []
  const outcome = trainTrial({
    trial: trial(options.seed ?? 0, { configuration: configuration(changes) }),
    dataset: options.dataset ?? tinyDataset(),
    objective: options.objective ?? objective,
    save: options.save ?? 'none',
    makeEngine: options.make ?? makeEngine,
    report: report => reports.push(report),
    nowMs: ticking(),
  })
  const epochs = reports.filter(report => report.type === 'epoch').map(({ record }) => record)
  return { outcome, reports, epochs }
}
const withoutTiming = ({ durationS: _, ...record }: EpochRecord) => record

describe('a trial', () => {
  test('learns, is measured on every split after every epoch, and ends with the last of them', () => {
    const { outcome, epochs } = train({ epochs: 6 })
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6])
    expect(outcome).toMatchObject({ status: 'completed', last: epochs[5] })
    expect(epochs[5]!.test!.accuracy).toBeGreaterThan(0.95)
    expect(epochs[5]!.train.loss).toBeLessThan(epochs[0]!.train.loss)
  })

  test('has shares with the right denominators: 90 examples to train, 30 to validate, 60 to test', () => {
    const { epochs } = train({ epochs: 1 })
    const [record] = epochs
    for (const [share, count] of [
      [record!.train, 90],
      [record!.validation, 30],
      [record!.test, 60],
    ] as const) {
      expect(share!.accuracy * count).toBeCloseTo(Math.round(share!.accuracy * count), 9)
    }
  })

  test('gives the same numbers when trained again, and others with another seed', () => {
    const [a, b, c] = [train(), train(), train({}, { seed: 1 })].map(({ epochs }) =>
      epochs.map(withoutTiming),
    )
    expect(a).toEqual(b)
    expect(a).not.toEqual(c)
  })

  test('agrees with the reference', () => {
    const reference = train({}, { make: (spec, seed) => new ReferenceNetwork(spec, seed) }).epochs
    train().epochs.forEach((record, i) => {
      expect(record.validation!.loss).toBeCloseTo(reference[i]!.validation!.loss, 4)
      expect(record.train.loss).toBeCloseTo(reference[i]!.train.loss, 4)
    })
  })

  test('has no validation where none is held out, and no test where the dataset has none', () => {
    const onTrain = { ...objective, split: 'train' } as typeof objective
    const { epochs } = train({ validation: 0 }, { dataset: tinyDataset(120, 0), objective: onTrain })
    expect(epochs[0]).toMatchObject({ validation: null, test: null })
  })

  test('remembers the first of the best epochs', () => {
    const { outcome, epochs } = train({ epochs: 12 })
    const values = epochs.map(({ validation }) => validation!.accuracy)
    const value = Math.max(...values)
    expect(outcome).toMatchObject({ best: { value, epoch: values.indexOf(value) + 1 } })
  })

  test('remembers the smallest value of an objective that is minimized', () => {
    const byLoss = { split: 'validation', metric: 'loss', direction: 'minimize' } as const
    const { outcome, epochs } = train({ epochs: 5 }, { objective: byLoss })
    expect(outcome).toMatchObject({
      best: { value: Math.min(...epochs.map(({ validation }) => validation!.loss)) },
    })
  })

  test('trains on a last batch that is smaller', () => {
    // 90 examples in batches of 40: three steps an epoch.
    let engine: Engine | undefined
    train({ epochs: 2, batch_size: 40 }, { make: (spec, seed) => (engine = makeEngine(spec, seed)) })
    expect(engine!.steps).toBe(6)
  })

  test('whose loss stops being finite has diverged, with the place and the last good epoch', () => {
    const { outcome, epochs } = train(
      { epochs: 4 },
      { make: (spec, seed) => breaking(makeEngine(spec, seed), 20) },
    )
    // 90 examples in batches of 8 are 12 steps an epoch: step 20 is the 8th of the second epoch.
    expect(epochs).toHaveLength(1)
    expect(outcome).toEqual({
      status: 'diverged',
      last: epochs[0],
      error: 'the loss was NaN at epoch 2, step 9',
    })
  })
})

/** An engine whose parameters become NaN after so many steps. */
function breaking(engine: Engine, steps: number): Engine {
  const train: Engine['train'] = (examples, indices, learningRate) => {
    if (engine.steps === steps) {
      const state = engine.state()
      engine.restore({ ...state, parameters: state.parameters.fill(NaN) })
    }
    return engine.train(examples, indices, learningRate)
  }
  return new Proxy(engine, {
    get: (target, key) => {
      if (key === 'train') return train
      const value = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

describe('progress', () => {
  test('is reported at the end of every epoch, before the epoch itself', () => {
    const { reports } = train({ epochs: 2 })
    const sequence = reports.map(report =>
      report.type === 'progress' ? report.progress.examplesDone : 'epoch',
    )
    expect(sequence).toEqual([90, 'epoch', 180, 'epoch'])
  })

  test('is reported four times a second of a long epoch', () => {
    const { reports } = train({ epochs: 1, batch_size: 1 }) // 90 steps of one tick each, all within 250 ms
    expect(reports.filter(({ type }) => type === 'progress')).toHaveLength(1)
    let ms = 0
    const slow: TrialReport[] = []
    trainTrial({
      trial: trial(0, { configuration: configuration({ epochs: 1, batch_size: 9 }) }),
      dataset: tinyDataset(),
      objective,
      save: 'none',
      makeEngine,
      report: report => slow.push(report),
      nowMs: () => (ms += 100),
    })
    // Ten steps of 100 ms: after 300, 600, 900 and at the end.
    expect(slow.flatMap(r => (r.type === 'progress' ? [r.progress.examplesDone] : []))).toEqual([
      27, 54, 81, 90,
    ])
  })
})
