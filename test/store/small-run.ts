// A small plan and the events of its training, made by hand for the tests of the store and of what reads it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { activations } from '../../src/core/activations.js'
import { choose } from '../../src/core/choice.js'
import { initializers } from '../../src/core/initializers.js'
import { optimizers } from '../../src/core/optimizers.js'
import { schedules } from '../../src/core/schedules.js'
import type { SweepEvent } from '../../src/domain/events.js'
import type { EpochRecord, Outcome } from '../../src/domain/measurement.js'
import type { Experiment, Plan, Trial } from '../../src/domain/trial.js'
import type { FolderStore } from '../../src/store/folder-store.js'
import type { RunFacts } from '../../src/store/manifest.js'
import { createRunStore, type RunStoreOptions } from '../../src/store/run-folder.js'
import { expand } from '../../src/sweep/expand.js'
import { plainTraining } from '../tiny.js'

export const experiment: Experiment = {
  name: 'width',
  question: 'Does width matter, "really", or = is it noise?',
  fixed: {
    dataset: 'mnist-10k',
    model: {
      hidden: [8],
      activation: choose(activations, 'relu'),
      output: 'softmax',
      initializer: choose(initializers, 'glorot-uniform'),
      dropout: 0,
    },
    loss: 'cross-entropy',
    optimizer: choose(optimizers, 'sgd'),
    schedule: choose(schedules, 'constant'),
    gradient: 'backpropagation',
    training: { ...plainTraining, epochs: 3 },
  },
  axes: [{ path: 'model.hidden', values: [[], [16], [12, 6]] }],
  exclude: [],
  seeds: [7, 1],
  objective: { split: 'validation', metric: 'accuracy', direction: 'maximize' },
  save: 'none',
  checkpointEvery: 60,
  retries: 1,
}

/** Six trials: three configurations, two seeds. */
export const plan: Plan = expand(experiment)

export const startedAt = new Date('2026-11-21T16:04:05.678Z')

export const facts: RunFacts = {
  provenance: {
    git: { commit: '0123456789abcdef0123456789abcdef01234567', dirty: true },
    machine: {
      cpu: 'Abacus 2000',
      cores: 2,
      memory_bytes: 8 * 2 ** 30,
      platform: 'linux',
      arch: 'x64',
    },
    engine: { node: '20.20.2', v8: '11.3' },
  },
  version: '0.1.0',
  arithmetic: 'float32-1',
  commandLine: ['bench', 'run', 'width.yaml'],
  workers: 2,
  datasets: [{ name: 'mnist-10k', sha256: { images: 'ab' }, foundIn: 'the package mnist' }],
}

/** A folder that is removed when the test has finished. */
export async function temporaryFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'bench-store-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

export function newStore(runsDir: string, options: Partial<RunStoreOptions> = {}): Promise<FolderStore> {
  return createRunStore({
    runsDir,
    experimentText: 'name: width\n',
    plan,
    manifest: facts,
    clock: { now: () => startedAt },
    ...options,
  })
}

/** Numbers that need all their digits, different for each trial and epoch. */
export function epochRecord(trial: Trial, epoch: number): EpochRecord {
  const accuracy = 0.9 + trial.index / 100 + epoch / 1000 + 0.1 / 3
  return {
    epoch,
    step: 250 * epoch,
    learningRate: 0.1 + 0.2,
    train: { loss: 1 / (trial.index + epoch + 3), accuracy: accuracy - 0.01 },
    validation: { loss: 1e-7 / (epoch + 1), accuracy },
    test: null,
    durationS: 0.1 * epoch,
  }
}

/** 64 digits, different for each trial. */
export function weightsSha256Of({ index }: Trial): string {
  return index.toString(16).padStart(64, 'e')
}

export function completed(trial: Trial): Outcome {
  const last = epochRecord(trial, 3)
  const best = { epoch: 3, value: last.validation!.accuracy }
  return { status: 'completed', last, best, epochsDone: 3, weightsSha256: weightsSha256Of(trial) }
}

/** What a trial says while and when it is trained; `epochs` of them before the outcome. */
export function eventsOf(trial: Trial, outcome: Outcome = completed(trial), epochs = 3): SweepEvent[] {
  const at = new Date(startedAt.getTime() + 1000 * trial.index)
  const { trialId } = trial
  return [
    { type: 'trial-started', at, trialId, worker: 0, attempt: 1, fromEpoch: 0 },
    { type: 'trial-progressed', at, trialId, progress: { examplesDone: 1, examplesTotal: 3 } },
    ...Array.from({ length: epochs }, (_, i): SweepEvent => {
      return { type: 'epoch-measured', at, trialId, record: epochRecord(trial, i + 1) }
    }),
    {
      type: 'trial-ended',
      at,
      trialId,
      outcome,
      execution: {
        startedAt: at,
        durationS: 1.25 + trial.index,
        examplesPerS: 8000,
        worker: 0,
        attempt: 1,
      },
    },
  ]
}

export const endedAt = new Date('2026-11-21T16:05:06.000Z')

export function ended(reason: 'finished' | 'interrupted' = 'finished'): SweepEvent {
  return { type: 'sweep-ended', at: endedAt, reason }
}

export async function appendAll(store: FolderStore, events: Iterable<SweepEvent>): Promise<void> {
  for (const event of events) await store.append(event)
}

/** Takes turns between the lists, as workers do. */
export function interleave<T>(...lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(...lists.map(list => list.length))
  return Array.from({ length: longest }, (_, i) => lists.flatMap(list => list.slice(i, i + 1))).flat()
}

/** Texts that CSV, spreadsheets and terminals have broken on. */
export const hostile: readonly string[] = [
  'commas, semicolons; and | pipes',
  'quotes " and "" and \' here',
  'two\nlines',
  'three\r\nlines\rhere',
  '=1+1',
  '+1',
  '-5+3',
  '@SUM(A1)',
  "'=already defused",
  "'quoted'",
  '\ttab first',
  'tab\tin the middle',
  '한국어 텍스트 和 naïve 🎲',
  '\u001b[31mred\u001b[0m',
  '  spaces around  ',
  '"',
  ',',
  'code 1e5',
  'NaN',
  '＝fullwidth',
  '\uFEFFmark',
]
