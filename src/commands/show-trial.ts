// A stored trial as `bench show` prints it: its configuration, its measurements, and its learning curve.
import { formatTime } from '../domain/columns.js'
import { configurationColumns } from '../domain/configuration-columns.js'
import type { Execution } from '../domain/events.js'
import { finalEpochOf } from '../domain/final-epoch.js'
import { epochsOf } from '../domain/length.js'
import type { EpochRecord } from '../domain/measurement.js'
import { splits, type Trial } from '../domain/trial.js'
import { curveChart } from '../report/chart.js'
import {
  formatCell,
  formatCount,
  formatDuration,
  formatMetric,
  metricTitle,
  plural,
} from '../report/numbers.js'
import { printable } from '../report/printable.js'
import { cut, type TextColumn, textTable } from '../report/table.js'
import { objectiveValue } from '../statistics/ranking.js'
import type { StoredRun, StoredTrial } from '../store/read-run.js'
import type { OpenTrial } from './find-open-trial.js'
import type { Paper } from './paper.js'
import { factLines } from './show-run.js'

export function trialAsText(
  run: StoredRun,
  stored: StoredTrial,
  epochs: readonly EpochRecord[],
  paper: Paper,
): readonly string[] {
  return asText(run, stored.trial, { facts: facts(run, stored, epochs), epochs }, paper)
}

/** Of a trial that trains or waits, with what it has measured so far. */
export function openTrialAsText(
  run: StoredRun,
  open: OpenTrial,
  epochs: readonly EpochRecord[],
  paper: Paper,
): readonly string[] {
  return asText(run, open.trial, { facts: openFacts(run, open, epochs), epochs }, paper)
}

function asText(
  run: StoredRun,
  trial: Trial,
  { facts, epochs }: { readonly facts: readonly Fact[]; readonly epochs: readonly EpochRecord[] },
  paper: Paper,
): readonly string[] {
  const chart = chartOf(run, epochs, paper)
  const isBySteps = trial.configuration.training.steps !== null
  const fit = (line: string) => cut(line, paper.width, paper.signs.ellipsis)
  return [
    `trial ${trial.trialId} of ${printable(run.name)}`,
    '',
    ...factLines(facts).map(fit),
    ...(epochs.length > 0 ? ['', ...epochTable(epochs, isBySteps).map(fit)] : []),
    ...(chart.length > 0 ? ['', ...chart] : []),
  ]
}

/** Everything that is stored of the trial, for programs. */
export function trialAsJson({ trial, outcome, execution }: StoredTrial, epochs: readonly EpochRecord[]) {
  return {
    trial_id: trial.trialId,
    config_id: trial.configId,
    configuration: trial.configuration,
    seed: trial.seed,
    parameters: trial.parameters,
    status: outcome.status,
    epochs_done: outcome.epochsDone,
    final_epoch: outcome.status === 'completed' ? finalEpochOf(epochs, trial.configuration.training) : null,
    last: outcome.last,
    best: 'best' in outcome ? outcome.best : null,
    weights_sha256: 'weightsSha256' in outcome ? outcome.weightsSha256 : null,
    error: 'error' in outcome ? outcome.error : null,
    started_at: execution.startedAt.toISOString(),
    duration_s: execution.durationS,
    examples_per_s: execution.examplesPerS,
    worker: execution.worker,
    attempt: execution.attempt,
    epochs: epochs.map(epochAsJson),
  }
}

/** The same keys as far as there is something to say; status is running or waiting. */
export function openTrialAsJson({ trial, attempt }: OpenTrial, epochs: readonly EpochRecord[]) {
  return {
    trial_id: trial.trialId,
    config_id: trial.configId,
    configuration: trial.configuration,
    seed: trial.seed,
    parameters: trial.parameters,
    status: attempt === null ? 'waiting' : 'running',
    epochs_done: epochs.length,
    started_at: attempt?.startedAt.toISOString() ?? null,
    worker: attempt?.worker ?? null,
    attempt: attempt?.number ?? null,
    epochs: epochs.map(epochAsJson),
  }
}

function epochAsJson({ learningRate, durationS, ...record }: EpochRecord) {
  return { ...record, learning_rate: learningRate, duration_s: durationS }
}

type Fact = readonly [name: string, value: string]

function facts(
  { manifest }: StoredRun,
  { trial, outcome, execution }: StoredTrial,
  epochs: readonly EpochRecord[],
): readonly Fact[] {
  const { objective } = manifest.experiment
  const error = 'error' in outcome ? `: ${outcome.error}` : ''
  const value = outcome.status === 'completed' ? objectiveValue(objective, outcome.last) : null
  const rows: readonly Fact[] = [
    ['status', `${outcome.status}${error}`],
    ...(value === null
      ? []
      : [[metricTitle(objective), formatMetric(objective, value) + finalEpochText(trial, epochs)] as const]),
    ...('best' in outcome
      ? [['best', `${formatMetric(objective, outcome.best.value)} at epoch ${outcome.best.epoch}`] as const]
      : []),
    ...executionFacts(execution),
    ...factsOfTrial(trial),
  ]
  return shown(rows)
}

/** Nothing of a trial that was stopped while it waited. */
function executionFacts({ startedAt, durationS, examplesPerS, worker }: Execution): readonly Fact[] {
  if (worker === null) return []
  return [
    ['started', `${formatTime(startedAt)} UTC, took ${formatDuration(durationS)}`],
    ['speed', `${formatCount(Math.round(examplesPerS))} examples/s, worker ${worker}`],
  ]
}

function openFacts(
  { manifest }: StoredRun,
  { trial, attempt }: OpenTrial,
  epochs: readonly EpochRecord[],
): readonly Fact[] {
  const { objective } = manifest.experiment
  const value = objectiveValue(objective, epochs.at(-1) ?? { train: null, validation: null, test: null })
  const soFar = `${epochs.length} of ${plural(epochsOf(trial.configuration), 'epoch')}`
  const number = attempt === null || attempt.number === 1 ? '' : `, attempt ${attempt.number}`
  return shown([
    ['status', `${attempt === null ? 'waiting' : 'running'}: ${soFar}${number}`],
    ...(value === null
      ? []
      : [[`${metricTitle(objective)} so far`, formatMetric(objective, value)] as const]),
    ...(attempt === null
      ? []
      : [['started', `${formatTime(attempt.startedAt)} UTC, worker ${attempt.worker}`] as const]),
    ...factsOfTrial(trial),
  ])
}

function factsOfTrial(trial: Trial): readonly Fact[] {
  return [
    ['parameters', formatCount(trial.parameters)],
    ['seed', String(trial.seed)],
    ...configurationColumns([trial.configuration]).map(
      ({ name, value }) => [name, formatCell(value(trial.configuration))] as const,
    ),
  ]
}

function shown(facts: readonly Fact[]): readonly Fact[] {
  return facts.filter(([, value]) => value !== '-').map(([name, value]) => [name, printable(value)])
}

/** ` at epoch 4, whose weights were restored`; nothing where the epochs do not say it. */
function finalEpochText(
  { configuration: { training } }: StoredTrial['trial'],
  epochs: readonly EpochRecord[],
): string {
  const epoch = finalEpochOf(epochs, training)
  if (epoch === null) return ''
  return ` at epoch ${epoch}, ${training.patience === null ? 'the last' : 'whose weights were restored'}`
}

function epochTable(epochs: readonly EpochRecord[], isBySteps: boolean): readonly string[] {
  const measured = splits
    .filter(split => epochs.some(epoch => epoch[split] !== null))
    .flatMap(split => (['loss', 'accuracy'] as const).map(metric => ({ split, metric })))
  const columns = [
    'epoch',
    ...(isBySteps ? ['step'] : []),
    ...measured.map(metricTitle),
    'learning rate',
    'took',
  ]
  const rows = epochs.map(epoch => [
    String(epoch.epoch),
    ...(isBySteps ? [formatCount(epoch.step)] : []),
    ...measured.map(which => {
      const value = objectiveValue(which, epoch)
      return value === null ? '-' : formatMetric(which, value)
    }),
    String(Number(epoch.learningRate.toPrecision(6))),
    formatDuration(epoch.durationS),
  ])
  return textTable(
    columns.map((title): TextColumn => ({ title, align: 'right' })),
    rows,
  )
}

/** The objective by epoch, where there are two epochs or more. */
function chartOf({ manifest }: StoredRun, epochs: readonly EpochRecord[], { signs, width }: Paper) {
  if (epochs.length < 2) return []
  const { objective } = manifest.experiment
  const values = epochs.map(epoch => objectiveValue(objective, epoch))
  const chart = curveChart(values, {
    width: Math.max(10, Math.min(60, width - 20)),
    height: 8,
    signs,
    format: value => formatMetric(objective, value),
  })
  return chart.length === 0 ? [] : [metricTitle(objective), ...chart]
}
