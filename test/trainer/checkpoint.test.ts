// A training that is interrupted and goes on, held against one that never stopped: on the engines that trials run on, with
// every optimizer and everything else that has a memory.
import { describe, expect, test } from 'vitest'
import { choose } from '../../src/core/choice.js'
import type { Engine, MakeEngine } from '../../src/core/engine.js'
import { numericalEngines } from '../../src/core/numerical.js'
import { optimizers } from '../../src/core/optimizers.js'
import { ReferenceNetwork } from '../../src/core/reference.js'
import type { Checkpoint } from '../../src/domain/checkpoint.js'
import type { EpochRecord, Interrupted, Outcome } from '../../src/domain/measurement.js'
import type { TrialReport } from '../../src/domain/ports.js'
import type { Configuration, Save } from '../../src/domain/trial.js'
import { trainTrial } from '../../src/trainer/train-trial.js'
import { makeEngine } from '../kernels.js'
import { configuration, objective, tinyDataset, trial } from '../tiny.js'

interface Options {
  readonly configuration?: Configuration
  readonly save?: Save
  readonly make?: MakeEngine
  readonly from?: Checkpoint | null
  /** How many updates are made before the training is asked to stop. */
  readonly updates?: number
  readonly checkpointEvery?: number
  readonly nowMs?: () => number
}

interface Trained {
  readonly outcome: Outcome | Interrupted
  readonly reports: readonly TrialReport[]
}

/** 90 examples to train on; in batches of 40 they are three updates a pass. */
const threeAPass = (changes: Partial<Configuration['training']> = {}) =>
  configuration({ epochs: 3, batch_size: 40, ...changes }, [6, 5])

function train(options: Options = {}): Trained {
  const { save = 'none', make = makeEngine, from = null, updates = Infinity, checkpointEvery = 60 } = options
  const reports: TrialReport[] = []
  let asked = 0
  const outcome = trainTrial({
    trial: trial(7, { configuration: options.configuration ?? threeAPass() }),
    dataset: tinyDataset(),
    objective,
    save,
    checkpointEvery,
    from,
    makeEngine: make,
    report: report => reports.push(report),
    nowMs: options.nowMs ?? (() => 0),
    shouldStop: () => asked++ === updates,
  })
  return { outcome, reports }
}

const checkpointsOf = ({ reports }: Trained) =>
  reports.flatMap(report => (report.type === 'checkpoint' ? [report.checkpoint] : []))

/** What is kept of a training: epochs and weights, and the outcome; nothing of how it was interrupted. */
function keptOf(parts: readonly Trained[]) {
  const reports = parts.flatMap(part => part.reports)
  return {
    outcome: parts.at(-1)!.outcome,
    epochs: reports.flatMap((report): EpochRecord[] => (report.type === 'epoch' ? [report.record] : [])),
    weights: reports.filter(({ type }) => type === 'weights'),
  }
}

/** Trains `updates` updates at a time; each time it goes on from what a thread would have been sent. */
function inPieces(options: Options, updates: number): readonly Trained[] {
  const parts = [train({ ...options, updates })]
  while (parts.at(-1)!.outcome.status === 'interrupted') {
    const [checkpoint, ...more] = checkpointsOf(parts.at(-1)!)
    expect(more).toEqual([])
    parts.push(train({ ...options, updates, from: structuredClone(checkpoint!) }))
  }
  return parts
}

const withOptimizer = (optimizer: object) => ({
  ...threeAPass(),
  optimizer: optimizer as Configuration['optimizer'],
})
const withModel = (changes: Partial<Configuration['model']>) => {
  const made = threeAPass()
  return { ...made, model: { ...made.model, ...changes } }
}
const sgd = choose(optimizers, 'sgd')
const rmsprop = choose(optimizers, 'rmsprop')

const cases: Readonly<Record<string, Options>> = {
  ...Object.fromEntries(
    Object.keys(optimizers).map(name => [
      name,
      { configuration: withOptimizer(choose(optimizers, name as keyof typeof optimizers)) },
    ]),
  ),
  'sgd with momentum': { configuration: withOptimizer({ ...sgd, momentum: 0.9 }) },
  'sgd with Nesterov momentum': { configuration: withOptimizer({ ...sgd, momentum: 0.9, nesterov: true }) },
  'rmsprop with momentum': { configuration: withOptimizer({ ...rmsprop, momentum: 0.5 }) },
  'relu, whose lists are of what is not zero': {
    configuration: withModel({ hidden: [60, 50], activation: { name: 'relu' } }),
  },
  dropout: { configuration: withModel({ dropout: 0.5 }) },
  'drawing with replacement': { configuration: threeAPass({ replacement: true }) },
  'training by steps': { configuration: threeAPass({ steps: 10, record_every: 4 }) },
  'L2, clipping and smoothing': {
    configuration: threeAPass({ l2: 0.01, clip_norm: 0.1, label_smoothing: 0.1 }),
  },
  'a schedule': {
    configuration: { ...threeAPass(), schedule: { name: 'cosine', final_share: 0, warmup_epochs: 1 } },
  },
  'the weights of the last epoch': { save: 'last' },
  'the weights of the best epoch': { save: 'best' },
  'the reference': { make: (spec, seed) => new ReferenceNetwork(spec, seed), save: 'last' },
  'numerical gradients': {
    make: numericalEngines,
    configuration: configuration({ steps: 4, record_every: 2 }, [2]),
  },
}

describe('a training that is interrupted after every single update and goes on each time', () => {
  test.each(Object.entries(cases))('has the bits of one that was not: %s', (_name, options) => {
    const whole = train(options)
    const parts = inPieces(options, 1)
    expect(parts.length).toBeGreaterThan(3)
    expect(keptOf(parts)).toEqual(keptOf([whole]))
    expect(whole.outcome).toMatchObject({ status: 'completed', weightsSha256: expect.any(String) })
  })

  test.each(['none', 'last', 'best'] as const)('stops early where that does: save %s', save => {
    // A rate so large that the validation loss soon goes up.
    const training = { epochs: 20, patience: 2, min_delta: 0.001 }
    const options: Options = {
      configuration: { ...threeAPass(training), optimizer: { ...sgd, learning_rate: 4 } },
      save,
    }
    const whole = keptOf([train(options)])
    expect(whole.outcome).toMatchObject({ status: 'completed', epochsDone: whole.epochs.length })
    expect(whole.epochs.length).toBeGreaterThan(3)
    expect(whole.epochs.length).toBeLessThan(20)
    expect(keptOf(inPieces(options, 1))).toEqual(whole)
  })

  test('diverges where that does, with the same words', () => {
    const whole = () => keptOf([train({ make: breaking(7) })])
    expect(whole().outcome).toMatchObject({ status: 'diverged', last: { epoch: 2 } })
    expect(keptOf(inPieces({ make: breaking(7) }, 1))).toEqual(whole())
  })
})

/** Engines whose loss is not a number after so many updates. */
const breaking =
  (updates: number): MakeEngine =>
  (spec, seed) => {
    const engine = makeEngine(spec, seed)
    const trainStep = engine.train.bind(engine)
    const train: Engine['train'] = (...batch) => {
      const broken = engine.steps >= updates
      const result = trainStep(...batch)
      return broken ? { ...result, lossSum: Number.NaN } : result
    }
    return Object.assign(engine, { train })
  }

test('at whichever of its steps a training is interrupted, once, it ends with the same bits', () => {
  const options: Options = { save: 'best', configuration: withOptimizer(choose(optimizers, 'adam')) }
  const whole = keptOf([train(options)])
  for (let updates = 1; updates < 9; updates++) {
    const first = train({ ...options, updates })
    const [checkpoint] = checkpointsOf(first)
    expect(checkpoint).toMatchObject({ epoch: Math.floor(updates / 3), step: updates % 3 })
    expect(keptOf([first, train({ ...options, from: checkpoint! })]), `${updates}`).toEqual(whole)
  }
})

test('a checkpoint is left as it is by the training that goes on from it', () => {
  const [checkpoint] = checkpointsOf(train({ save: 'best', updates: 4 }))
  const before = structuredClone(checkpoint!)
  train({ save: 'best', from: checkpoint! })
  expect(checkpoint).toEqual(before)
})

describe('checkpoints', () => {
  /** A clock that is read twice before the first update, and goes on by a second with each reading. */
  const seconds = () => {
    let s = 0
    return () => 1000 * s++
  }

  test('are made once in so many seconds of training, and cost a copy of the network no more often', () => {
    let copies = 0
    const counting: MakeEngine = (spec, seed) => {
      const engine = makeEngine(spec, seed)
      const state = engine.state.bind(engine)
      const counted = () => {
        copies += 1
        return state()
      }
      return Object.assign(engine, { state: counted })
    }
    const configuration = threeAPass({ epochs: 1, batch_size: 3 }) // 30 updates, of a second each
    const trained = train({ configuration, make: counting, checkpointEvery: 10, nowMs: seconds() })
    // The first reading is at 0 s; the third, at 2 s, is before the first update: update 8 has ended at 10 s.
    expect(checkpointsOf(trained).map(({ step }) => step)).toEqual([8, 18, 28])
    expect(copies).toBe(3)
  })

  test('say how long the epoch has taken until then, so that its time goes on', () => {
    const first = train({ updates: 2, nowMs: seconds() })
    const [checkpoint] = checkpointsOf(first)
    const { epochs } = keptOf([train({ from: checkpoint!, nowMs: seconds() })])
    // Begun at 1 s, at 2 s before the first update, at 4 s after the second: 3 s. Then from 1 s the same clock: 2 s at the
    // beginning, 3 s after the third update, 4 s after the measurement.
    expect(checkpoint!.durationS).toBe(3)
    expect(epochs[0]!.durationS).toBe(3 + 3)
  })

  test('say how long all sittings have trained until then; one of a version that did not say so counts as none', () => {
    const [first] = checkpointsOf(train({ updates: 2, nowMs: seconds() }))
    const [second] = checkpointsOf(train({ updates: 2, from: first!, nowMs: seconds() }))
    const { trainedS: _, ...older } = first!
    const [afterOlder] = checkpointsOf(train({ updates: 2, from: older, nowMs: seconds() }))
    // The first reading, before the training, is at 0 s, the one after the second update at 4 s. The second sitting has the
    // end of an epoch in it, and is at 7 s after its second update.
    expect([first, second, afterOlder].map(made => made!.trainedS)).toEqual([4, 4 + 7, 7])
  })

  test('are not made where the experiment wants none, even of a training that is to stop', () => {
    const none = { checkpointEvery: 0, nowMs: seconds() }
    expect(train({ ...none, updates: 4 })).toMatchObject({ outcome: { status: 'interrupted' } })
    expect(checkpointsOf(train({ ...none, updates: 4 }))).toEqual([])
    expect(checkpointsOf(train(none))).toEqual([])
  })

  test('are not made of nothing: before the first update, and where nothing was done since the last', () => {
    expect(checkpointsOf(train({ updates: 0 }))).toEqual([])
    const [checkpoint] = checkpointsOf(train({ updates: 4 }))
    expect(checkpointsOf(train({ from: checkpoint!, updates: 0 }))).toEqual([])
  })

  test('begin what goes on from them with the progress that was made before', () => {
    const [checkpoint] = checkpointsOf(train({ updates: 4 }))
    const { reports } = train({ from: checkpoint! })
    // A pass of 90 examples and one batch of 40, of three passes.
    expect(reports[0]).toEqual({ type: 'progress', progress: { examplesDone: 130, examplesTotal: 270 } })
  })
})
