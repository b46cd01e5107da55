// What a page needs of a run: plain data that can stand in the page itself and be read back from it.
import { type EpochRecord, readEpochs, type StoredRun } from 'mlp-bench'

/** By the name of the system; a system without a run has no entry. */
export type MeasuredSystems = Readonly<Record<string, Measured>>

export interface Measured {
  readonly versions: { readonly bench: string; readonly arithmetic: string; readonly node: string }
  readonly machine: { readonly cpu: string; readonly cores: number; readonly platform: string }
  /** How many trials were trained at a time: the times are of that. */
  readonly workers: number
  readonly trials: readonly MeasuredTrial[]
  /** Of training by steps: the mean accuracies over the seeds at each record. Empty where training goes by passes. */
  readonly curve: readonly CurvePoint[]
}

/** loss and accuracy: of the split that the objective names, at the end. */
export interface MeasuredTrial {
  readonly trial_id: string
  readonly seed: number
  readonly parameters: number
  readonly accuracy: number
  readonly loss: number
  readonly duration_s: number
  readonly examples_per_s: number
}

/** reported: on the split that the objective names. */
export interface CurvePoint {
  readonly step: number
  readonly train: number
  readonly reported: number
}

/** run: of one configuration, with all its trials completed. */
export async function measuredOf(run: StoredRun): Promise<Measured> {
  const { versions, machine, workers, experiment } = run.manifest
  const { bench, arithmetic, node } = versions
  const { cpu, cores, platform } = machine
  const byPasses = experiment.fixed.training.steps === null
  return {
    versions: { bench, arithmetic, node },
    machine: { cpu, cores, platform },
    workers,
    trials: run.trials.map(({ trial, outcome, execution }) => ({
      trial_id: trial.trialId,
      seed: trial.seed,
      parameters: trial.parameters,
      ...outcome.last[experiment.objective.split]!,
      duration_s: execution.durationS,
      examples_per_s: execution.examplesPerS,
    })),
    curve: byPasses ? [] : await curveOf(run),
  }
}

async function curveOf(run: StoredRun): Promise<readonly CurvePoint[]> {
  const { split } = run.manifest.experiment.objective
  const trials = await Promise.all(run.trials.map(({ trial }) => readEpochs(run, trial.trialId)))
  return trials[0]!.map(({ step }, e) => {
    const mean = (value: (record: EpochRecord) => number) =>
      trials.reduce((sum, records) => sum + value(records[e]!), 0) / trials.length
    return {
      step,
      train: mean(({ train }) => train.accuracy),
      reported: mean(record => record[split]!.accuracy),
    }
  })
}

/** The data as JSON with a trial or a record a line, between the marks of a block of code. */
export function dataBlock(measured: MeasuredSystems): readonly string[] {
  const systems = Object.entries(measured).map(([name, { trials, curve, ...about }]) => {
    const facts = Object.entries(about).map(([key, value]) => `    "${key}": ${JSON.stringify(value)}`)
    const lists = Object.entries({ trials, curve }).map(([key, rows]) => `    "${key}": ${rowByRow(rows)}`)
    return `  "${name}": {\n${[...facts, ...lists].join(',\n')}\n  }`
  })
  return ['```json', ...`{\n${systems.join(',\n')}\n}`.split('\n'), '```']
}

function rowByRow(rows: readonly object[]): string {
  if (rows.length === 0) return '[]'
  return `[\n${rows.map(row => `      ${JSON.stringify(row)}`).join(',\n')}\n    ]`
}

/** The data of a page, as dataBlock wrote it there. */
export function dataIn(page: string): MeasuredSystems {
  const [, json] = /```json\n(.*?)\n```/s.exec(page) ?? []
  if (json === undefined) throw new Error('there is no block of JSON in the page')
  return JSON.parse(json)
}
