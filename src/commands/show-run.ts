// A stored run as `bench show` prints it: what was asked, how it ended, the ranking, and what went wrong.
import { formatTime } from '../domain/columns.js'
import { varyingColumns } from '../domain/configuration-columns.js'
import { datasetLabel } from '../domain/own-files.js'
import { constantLines } from '../report/constants.js'
import { formatCell, formatDuration, formatMetric, metricTitle, plural } from '../report/numbers.js'
import { printable } from '../report/printable.js'
import { rankingTable } from '../report/ranking.js'
import { rankingRule } from '../report/ranking-rule.js'
import { columnsOf, cut, type TextColumn, textTable } from '../report/table.js'
import { hanging } from '../report/wrap.js'
import { objectiveValue, rankConfigurations } from '../statistics/ranking.js'
import { durationOf } from '../store/manifest.js'
import { resultsOf, type StoredRun, type StoredTrial } from '../store/read-run.js'
import type { Paper } from './paper.js'
import { type RunStatus, statusText } from './run-status.js'

export interface RunView extends Paper {
  /** Lists the trials as well. */
  readonly trials: boolean
  readonly status: RunStatus
}

export function runAsText(run: StoredRun, { trials, status, signs, width }: RunView): readonly string[] {
  const { question, experiment } = run.manifest
  const ranking = rankConfigurations(resultsOf(run), experiment.objective)
  const fit = (line: string) => cut(line, width, signs.ellipsis)
  return [
    printable(run.name),
    ...(question === null ? [] : hanging(printable(question), width, '')),
    '',
    ...factLines(facts(run, status, width)).map(fit),
    '',
    ...rankingTable(ranking, experiment.objective, { signs, width }),
    '',
    ...rankingRule(ranking, experiment.objective, signs).flatMap(line => hanging(line, width)),
    ...failureLines(run, width),
    ...(trials ? ['', ...trialTable(run).map(fit)] : []),
  ]
}

/** The manifest and the ranking, for programs. */
export function runAsJson(run: StoredRun) {
  const { objective } = run.manifest.experiment
  return {
    name: run.name,
    path: run.path,
    manifest: run.manifest,
    ranking: rankConfigurations(resultsOf(run), objective).map(ranked => ({
      rank: ranked.rank,
      tied: ranked.tied,
      config_id: ranked.configId,
      configuration: ranked.configuration,
      n: ranked.values.size,
      planned: ranked.planned,
      counts: ranked.counts,
      mean: ranked.objective?.mean ?? null,
      sd: ranked.objective?.standardDeviation ?? null,
      ci95: ranked.objective?.halfWidth ?? null,
      best_mean: ranked.best?.mean ?? null,
    })),
    trials: run.trials.map(({ trial, outcome }) => ({
      trial_id: trial.trialId,
      config_id: trial.configId,
      seed: trial.seed,
      status: outcome.status,
      value: objectiveValue(objective, outcome.last),
      error: 'error' in outcome ? outcome.error : null,
    })),
  }
}

type Fact = readonly [name: string, value: string]

/** Lines of names and values, the values one below the other. */
export function factLines(facts: readonly Fact[]): readonly string[] {
  return textTable([{ title: '' }, { title: '' }], facts).slice(1)
}

function facts(run: StoredRun, status: RunStatus, width: number): readonly Fact[] {
  const { manifest } = run
  const { machine, versions, git } = manifest
  const memory = `${Math.round(machine.memory_bytes / 2 ** 30)} GiB`
  const datasets = manifest.datasets.map(({ name, found_in }) => `${datasetLabel(name)}: ${found_in}`)
  return [
    ['status', `${statusText(status)}; ${countsOf(run)}`],
    ['started', `${formatTime(new Date(manifest.started_at))} UTC${tookOf(run)}`],
    ['data', datasets.join('; ')],
    [
      'machine',
      `${machine.cpu}, ${plural(machine.cores, 'core')}, ${memory}; ${plural(manifest.workers, 'worker')}`,
    ],
    ['versions', `bench ${versions.bench}, arithmetic ${versions.arithmetic}, Node ${versions.node}`],
    ['commit', git === null ? 'none' : `${git.commit.slice(0, 12)}${git.dirty ? ', with changes' : ''}`],
    ['command', manifest.command_line.join(' ')],
    ['folder', run.path],
    ...constantLines(Object.values(manifest.configurations), Math.min(width, 110) - 'versions  '.length).map(
      (line, i) => [i === 0 ? 'constant' : '', line],
    ),
  ].map(([name, value]): Fact => [name!, printable(value!)])
}

/** `6 trials: 4 completed, 1 diverged, 1 waiting` */
function countsOf({ manifest, trials }: StoredRun): string {
  const counts = new Map<string, number>()
  for (const { outcome } of trials) counts.set(outcome.status, (counts.get(outcome.status) ?? 0) + 1)
  const waiting = manifest.trials.planned - trials.length
  if (waiting > 0) counts.set('without a result', waiting)
  const parts = [...counts].map(([status, count]) => `${count} ${status}`)
  return `${plural(manifest.trials.planned, 'trial')}: ${parts.join(', ')}`
}

function tookOf({ manifest }: StoredRun): string {
  const seconds = durationOf(manifest)
  return seconds === null ? '' : `, took ${formatDuration(seconds)}`
}

/** Every trial that did not complete, with the first line of its reason: as a table, or where that is too wide as sentences. */
function failureLines({ manifest, trials }: StoredRun, width: number): readonly string[] {
  const failures = trials.flatMap(stored =>
    'error' in stored.outcome ? [{ ...stored, ...stored.outcome }] : [],
  )
  if (failures.length === 0) return []
  const varying = varyingColumns(Object.values(manifest.configurations))
  const rows = failures.map(({ trial, status, error }) => [
    trial.trialId,
    status,
    ...varying.map(({ value }) => formatCell(value(trial.configuration))),
    String(trial.seed),
    printable(error.split('\n')[0]!),
  ])
  const columns = ['trial', 'status', ...varying.map(({ name }) => name), 'seed', 'reason']
  const table = textTable(
    columns.map(title => ({ title })),
    rows,
  )
  if (table.every(line => columnsOf(line) <= width)) return ['', ...table]
  const sentences = rows.map(([trialId, status, ...values]) => {
    const named = values
      .slice(0, -1)
      .flatMap((value, i) => (value === '-' ? [] : `${columns[i + 2]} ${value}`))
    return `${trialId} ${status}: ${named.join(', ')}: ${values.at(-1)}`
  })
  return ['', ...sentences.flatMap(sentence => hanging(sentence, width))]
}

function trialTable({ manifest, trials }: StoredRun): readonly string[] {
  const { objective } = manifest.experiment
  const varying = varyingColumns(Object.values(manifest.configurations))
  const columns: readonly TextColumn[] = [
    { title: 'trial' },
    { title: 'status' },
    { title: metricTitle(objective), align: 'right' },
    ...varying.map(({ name }) => ({ title: name })),
    { title: 'seed', align: 'right' },
    { title: 'took', align: 'right' },
  ]
  const finalValue = ({ outcome }: StoredTrial) => {
    const value = outcome.status === 'completed' ? objectiveValue(objective, outcome.last) : null
    return value === null ? '-' : formatMetric(objective, value)
  }
  const rows = trials.map(stored => [
    stored.trial.trialId,
    stored.outcome.status,
    finalValue(stored),
    ...varying.map(({ value }) => formatCell(value(stored.trial.configuration))),
    String(stored.trial.seed),
    formatDuration(stored.execution.durationS),
  ])
  return textTable(columns, rows)
}
