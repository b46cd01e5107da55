// `bench compare`: what each value of an axis does over all the rest, or which configuration is best, in one run or several.
import type { Configuration, Objective } from '../domain/trial.js'
import type { ComparedRun, Comparison, ComparisonTable } from '../report/compare.js'
import { RUN } from '../report/compare-columns.js'
import { comparisonLatex } from '../report/compare-latex.js'
import { lostValues } from '../report/compare-lost.js'
import { comparisonMarkdown } from '../report/compare-markdown.js'
import { comparisonJson, recordColumns, recordsOf } from '../report/compare-records.js'
import { axisTable, type Candidates, rankingTable, totalOf, trialsOf } from '../report/compare-tables.js'
import { comparisonText } from '../report/compare-text.js'
import { printable, printableJson } from '../report/printable.js'
import { type CsvDialect, csvDialect, formatHeader, formatRow } from '../store/csv.js'
import { resultsOf } from '../store/read-run.js'
import { axisNamed, CONFIG, everyAxis, parseBy, varyingOf } from './compare-axes.js'
import { compareNotes } from './compare-notes.js'
import { compareObjective } from './compare-objective.js'
import { keepApart, poolRuns } from './compare-pool.js'
import { type NamedRun, readRuns } from './compare-runs.js'
import type { Context, ExitCode } from './context.js'
import { paperOf } from './paper.js'

export interface CompareArguments {
  /** As findRun takes them. */
  readonly runs: readonly string[]
  /** Names of columns or paths with commas between them, `config`, or `run`; every axis by default. */
  readonly by?: string
  /** `test.accuracy`; the objective of the runs by default. */
  readonly metric?: string
  readonly format: 'text' | 'markdown' | 'latex' | 'csv' | 'json'
  readonly csvBom: boolean
  readonly csvDelimiter: string
  readonly runsDir: string
}

export async function compare(args: CompareArguments, context: Context): Promise<ExitCode> {
  const by = parseBy(args.by)
  const dialect = csvDialect({ delimiter: args.csvDelimiter, bom: args.csvBom })
  const runs = await readRuns(args.runs, args.runsDir, context)
  const comparison = comparisonOf(runs, by, compareObjective(runs, args.metric))
  context.stdout.write(written(comparison, args.format, dialect, context))
  return 0
}

function comparisonOf(runs: readonly NamedRun[], by: readonly string[], objective: Objective): Comparison {
  const isByRun = by.includes(RUN) && runs.length > 1
  const pool = isByRun ? keepApart(runs, objective) : poolRuns(runs, objective)
  const { ranking, configurations, seeds, repeated } = pool
  const candidates = { objective, ranking, seeds, varying: varyingOf(pool) }
  const { tables, notes } = tablesOf(by, candidates, configurations)
  return {
    objective,
    runs: runs.map(comparedRun),
    isByRun,
    configurations,
    trials: totalOf(ranking),
    repeated,
    seeds,
    notes: [...notes, ...compareNotes(runs, pool, candidates, tables)],
    lost: lostValues(candidates),
    tables,
  }
}

interface Tables {
  readonly tables: readonly ComparisonTable[]
  readonly notes: readonly string[]
}

function tablesOf(
  by: readonly string[],
  candidates: Candidates,
  configurations: readonly Configuration[],
): Tables {
  const { varying } = candidates
  if (by.length === 0) {
    const { axes, notes } = everyAxis(varying, configurations)
    // Of a single axis the ranking says the same, and more of each value.
    const isRanking = axes.length === 0 || varying.length === 1
    return {
      tables: isRanking ? [rankingTable(candidates)] : axes.map(axis => axisTable(candidates, [axis])),
      notes: isRanking ? [] : notes,
    }
  }
  if (by.includes(CONFIG)) return { tables: [rankingTable(candidates)], notes: [] }
  const axes = by.map(word => axisNamed(word, varying, configurations))
  return { tables: [axisTable(candidates, axes)], notes: [] }
}

function comparedRun({ name, run, status }: NamedRun): ComparedRun {
  const { bench, arithmetic } = run.manifest.versions
  return { name, path: run.path, status, bench, arithmetic, trials: trialsOf(resultsOf(run)) }
}

function written(
  comparison: Comparison,
  format: CompareArguments['format'],
  dialect: CsvDialect,
  context: Context,
): string {
  switch (format) {
    case 'text':
      return linesOf(comparisonText(comparison, paperOf(context)))
    case 'markdown':
      return linesOf(comparisonMarkdown(comparison))
    case 'latex':
      return linesOf(comparisonLatex(comparison))
    case 'json':
      return linesOf([printableJson(comparisonJson(comparison), 2)])
    case 'csv':
      return csvText(comparison, dialect)
  }
}

function linesOf(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`
}

/** Texts are made printable: stdout may be a terminal, and a name may hold what a terminal obeys. */
function csvText(comparison: Comparison, dialect: CsvDialect): string {
  const columns = recordColumns(comparison)
  const rows = recordsOf(comparison).map(record =>
    columns.map(({ value }) => {
      const cell = value(record)
      return typeof cell === 'string' ? printable(cell) : cell
    }),
  )
  return formatHeader(columns, dialect) + rows.map(row => formatRow(row, dialect)).join('')
}
