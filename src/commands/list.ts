// `bench list`: the runs of a folder, newest first.
import { relative, resolve } from 'node:path'
import { formatTime } from '../domain/columns.js'
import { varyingColumns } from '../domain/configuration-columns.js'
import { type MistakeCode, UserError } from '../domain/errors.js'
import { describeSummary, formatCell, formatDuration } from '../report/numbers.js'
import { printable, printableJson } from '../report/printable.js'
import { type Signs, signsFor } from '../report/signs.js'
import { cut, type TextColumn, textTable } from '../report/table.js'
import { listRuns, type RunPlace } from '../store/list-runs.js'
import { originalOf } from '../store/lock.js'
import { durationOf } from '../store/manifest.js'
import { type RunSummary, readSummary } from '../store/run-summary.js'
import type { Context, ExitCode } from './context.js'
import { type RunStatus, statusOfRun, statusText } from './run-status.js'
import { runsDirOption } from './runs-dir-option.js'

export interface ListArguments {
  readonly runsDir: string
  readonly json: boolean
}

export async function list({ runsDir, json }: ListArguments, context: Context): Promise<ExitCode> {
  const folder = resolve(context.cwd, runsDir)
  const places = await listRuns(folder)
  const entries: Entry[] = []
  // One after the other: there may be more runs than a process may open files.
  for (const place of places) entries.push(await readEntry(place))
  entries.sort(newestFirst)
  if (json) context.stdout.write(`${printableJson(entries.map(toJson), 2)}\n`)
  else if (entries.length > 0) context.stdout.write(`${tableOf(entries, context).join('\n')}\n`)
  for (const entry of entries)
    if ('problem' in entry) context.stderr.write(`${printable(entry.name)}: ${printable(entry.problem)}\n`)
  if (entries.length === 0) {
    const shown = printable(relative(context.cwd, folder) || '.')
    context.stderr.write(
      `no runs in ${shown} yet; to make one: bench run experiments/quickstart.yaml${printable(runsDirOption(runsDir))}\n`,
    )
  }
  return 0
}

/** A run that can be read, or what is wrong with it: one damaged run must not hide the others. */
type Entry = ReadableRun | UnreadableRun

interface UnreadableRun {
  readonly name: string
  readonly path: string
  /** In a word or two. */
  readonly status: string
  readonly problem: string
}

interface ReadableRun extends RunSummary {
  readonly name: string
  readonly path: string
  readonly status: RunStatus
  /** Of a run that somebody works on: nobody works on the copy. */
  readonly isCopy: boolean
}

async function readEntry({ name, path }: RunPlace): Promise<Entry> {
  try {
    const summary = await readSummary(path)
    const status = await statusOfRun(path, summary.manifest)
    return {
      name,
      path,
      ...summary,
      status,
      isCopy: status === 'interrupted' && (await originalOf(path)) !== null,
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const status = problems[error.mistakes[0]!.code] ?? 'unreadable'
    return { name, path, status, problem: describe(error) }
  }
}

/** What is known to be wrong with the run itself; anything else may be in the way of reading it now. */
const problems: Partial<Readonly<Record<MistakeCode, string>>> = {
  'run-damaged': 'damaged',
  'run-too-new': 'too new',
}

function describe({ mistakes }: UserError): string {
  return mistakes.map(({ what, why }) => (why === undefined ? what : `${what}: ${why}`)).join('; ')
}

function newestFirst(a: Entry, b: Entry): number {
  const start = (entry: Entry) => ('problem' in entry ? '' : entry.manifest.started_at)
  return start(b).localeCompare(start(a), 'en') || b.name.localeCompare(a.name, 'en')
}

/** What matters most stands first: a narrow window cuts the others. */
const columns: readonly TextColumn[] = [
  { title: 'run' },
  { title: 'status' },
  { title: 'trials', align: 'right' },
  { title: 'best' },
  { title: 'of configuration' },
  { title: 'took', align: 'right' },
  { title: 'started (UTC)' },
]

function tableOf(entries: readonly Entry[], { stdout, env }: Context): readonly string[] {
  const signs = signsFor(env)
  const rows = entries.map(entry => {
    const name = printable(entry.name)
    if ('problem' in entry) return [name, entry.status, '-', '-', '-', '-', '-']
    const { manifest, done } = entry
    const duration = durationOf(manifest)
    return [
      name,
      `${statusText(entry.status)}${entry.isCopy ? ' (copy)' : ''}`,
      `${done}/${manifest.trials.planned}`,
      ...bestOf(entry, signs),
      duration === null ? '-' : formatDuration(duration),
      formatTime(new Date(manifest.started_at)),
    ]
  })
  const width = stdout.isTTY ? (stdout.columns ?? Infinity) : Infinity
  return textTable(columns, rows).map(line => cut(line, width, signs.ellipsis))
}

/** `97.31 ± 0.12 % validation accuracy` and `hidden 12x6, activation relu`. */
function bestOf({ manifest, best }: ReadableRun, signs: Signs): readonly [string, string] {
  if (best === null) return ['-', '-']
  const varying = varyingColumns(Object.values(manifest.configurations))
  const values = varying.map(({ name, value }) => `${name} ${formatCell(value(best.configuration))}`)
  const { objective } = manifest.experiment
  return [describeSummary(objective, best.objective, signs), values.join(', ') || '-']
}

function toJson(entry: Entry) {
  const { name, path } = entry
  if ('problem' in entry) return { name, path, problem: entry.problem }
  const { manifest, done, best } = entry
  const { objective } = manifest.experiment
  return {
    name,
    path,
    started_at: manifest.started_at,
    ended_at: manifest.ended_at,
    status: entry.status,
    trials_done: done,
    trials_planned: manifest.trials.planned,
    objective: `${objective.split}.${objective.metric}`,
    best: best && {
      config_id: best.configId,
      configuration: best.configuration,
      n: best.objective.n,
      mean: best.objective.mean,
      ci95: best.objective.halfWidth,
    },
  }
}
