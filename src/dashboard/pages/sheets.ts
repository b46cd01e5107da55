// The table of the page that is on the screen, as data to be saved: what CSV holds, and the same as text for Markdown. The
// ranking is saved as it is sorted and filtered, whole, whatever part of it the window shows.
import { type Cell, objectiveColumnName } from '../../domain/columns.js'
import type { Objective } from '../../domain/trial.js'
import { formatCell, formatMetric, formatPValue } from '../../report/numbers.js'
import { printable } from '../../report/printable.js'
import type { Summary } from '../../statistics/summary.js'
import type { Entry } from '../model/arrangement.js'
import type { AxisReport, MapReport } from '../model/axes.js'
import { pairName } from '../model/axes.js'
import { rowOf } from '../model/rows.js'
import { bestOf, type Compared } from './compare-page.js'
import { differenceOf } from './differences.js'
import type { Frame } from './frame.js'
import { errorOf } from './header.js'
import { seedOf } from './seeds.js'

export interface Sheet {
  /** For the file: `ranking`. */
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly SheetCell[])[]
}

export interface SheetCell {
  readonly value: Cell
  /** As it stands on the screen. */
  readonly text: string
}

/** null for a page without a table. */
export function sheetOf(frame: Frame): Sheet | null {
  const { content } = frame
  switch (content.page) {
    case 'ranking':
      return rankingSheet(frame)
    case 'axes':
      return axesSheet(content.reports, frame)
    case 'map':
      return mapSheet(content.report, frame)
    case 'detail':
      return seedsSheet(content.configId, frame)
    case 'compare':
      return compareSheet(content.compared, frame)
    case 'failures':
      return failuresSheet(frame)
    case 'help':
      return null
  }
}

export function sheetAsMarkdown({ columns, rows }: Sheet): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |\n`
  const align = columns.map((_, i) =>
    rows.every(row => typeof (row[i]!.value ?? 0) === 'number') ? '--:' : '---',
  )
  return [columns, align, ...rows.map(row => row.map(({ text }) => text))].map(line).join('')
}

function plain(value: Cell): SheetCell {
  return { value, text: value === null ? '' : printable(formatCell(value)) }
}

function metric(objective: Objective, value: number | null | undefined): SheetCell {
  return value === null || value === undefined ? plain(null) : { value, text: formatMetric(objective, value) }
}

function withInterval(objective: Objective, summary: Summary | null): readonly SheetCell[] {
  return [metric(objective, summary?.mean), metric(objective, summary?.halfWidth)]
}

function objectiveOf({ sweep }: Frame): Objective {
  return sweep.plan.experiment.objective
}

function rankingSheet(frame: Frame): Sheet {
  const { arrangement, facts } = frame
  const name = objectiveColumnName(objectiveOf(frame))
  return {
    name: 'ranking',
    columns: [
      ...['rank', 'tied', 'config_id', 'seed', 'status'],
      ...facts.varying.map(column => column.name),
      ...[`${name}_mean`, `${name}_ci95`, `best_${name}`, 'n', 'planned'],
    ],
    rows: arrangement.entries.map(entry => rankingCells(entry, frame)),
  }
}

/** A trial stands below its configuration, with a value in place of the mean. */
function rankingCells({ ranked: entry, replicate }: Entry, frame: Frame): readonly SheetCell[] {
  const { sweep, facts } = frame
  const objective = objectiveOf(frame)
  const { ranked } = entry
  const values = facts.varying.map(({ value }) => plain(value(ranked.configuration)))
  if (replicate === null)
    return [
      ...[ranked.rank, ranked.tied, ranked.configId, null, rowOf(sweep, entry).status].map(plain),
      ...values,
      ...withInterval(objective, ranked.objective),
      metric(objective, ranked.best?.mean),
      ...[ranked.completed.size, ranked.planned].map(plain),
    ]
  const { seed, status, last, best } = seedOf(sweep, sweep.groups[entry.group]!, replicate)
  return [
    ...[null, null, ranked.configId, seed, status].map(plain),
    ...values,
    ...[last, null, best].map(value => metric(objective, value)),
    ...[null, null].map(plain),
  ]
}

function axesSheet(reports: readonly AxisReport[], frame: Frame): Sheet {
  const objective = objectiveOf(frame)
  const name = objectiveColumnName(objective)
  return {
    name: 'by-axis',
    columns: ['axis', 'value', `${name}_mean`, `${name}_ci95`, 'best', 'tied', 'settings', 'seeds'],
    rows: reports.flatMap(({ axis, effects }) =>
      effects.values.map(({ value, summary, isBest, tied }) => [
        ...[axis.column.name, value].map(plain),
        ...withInterval(objective, summary),
        ...[isBest, tied, effects.settings, effects.seeds].map(plain),
      ]),
    ),
  }
}

function mapSheet({ down, across, effects }: MapReport, frame: Frame): Sheet {
  const objective = objectiveOf(frame)
  const name = objectiveColumnName(objective)
  const found = new Map(effects.values.map(effect => [effect.value, effect]))
  return {
    name: `by-${down.column.name}-and-${across.column.name}`,
    columns: [down.column.name, across.column.name, `${name}_mean`, `${name}_ci95`, 'best', 'tied'],
    rows: down.values.flatMap(first =>
      across.values.map(second => {
        const effect = found.get(pairName(first, second))
        return [
          ...[first, second].map(plain),
          ...withInterval(objective, effect?.summary ?? null),
          ...[effect?.isBest ?? false, effect?.tied ?? null].map(plain),
        ]
      }),
    ),
  }
}

function seedsSheet(configId: string, frame: Frame): Sheet {
  const { sweep } = frame
  const objective = objectiveOf(frame)
  const name = objectiveColumnName(objective)
  const group = sweep.groups.find(candidate => candidate.configId === configId)
  return {
    name: `seeds-of-${configId}`,
    columns: ['trial_id', 'config_id', 'seed', 'status', name, `best_${name}`, 'note'],
    rows: (group?.trials ?? []).map(({ trialId }, replicate) => {
      const { seed, status, last, best, note } = seedOf(sweep, group!, replicate)
      const [value, highest] = [last, best].map(number => metric(objective, number)) as [SheetCell, SheetCell]
      return [...[trialId, configId, seed, status].map(plain), value, highest, plain(note)]
    }),
  }
}

function compareSheet(compared: readonly Compared[], frame: Frame): Sheet {
  const objective = objectiveOf(frame)
  const name = objectiveColumnName(objective)
  const base = bestOf(compared, objective.direction)
  return {
    name: 'comparison',
    columns: [
      ...['letter', 'config_id', ...frame.facts.varying.map(column => column.name)],
      ...[`${name}_mean`, `${name}_ci95`, 'n', 'difference', 'difference_ci95', 'shared_seeds', 'p_value'],
    ],
    rows: compared.map(candidate => {
      const { ranked } = candidate.entry
      const difference = base === null || base === candidate ? null : differenceOf(ranked, base.entry.ranked)
      const { summary = null, pValue = null } = difference ?? {}
      return [
        ...[candidate.letter, ranked.configId].map(plain),
        ...frame.facts.varying.map(({ value }) => plain(value(ranked.configuration))),
        ...withInterval(objective, ranked.objective),
        plain(ranked.completed.size),
        ...withInterval(objective, summary),
        plain(summary?.n ?? null),
        { value: pValue, text: formatPValue(pValue) },
      ]
    }),
  }
}

/** The newest first, as on the page. */
function failuresSheet({ sweep, facts }: Frame): Sheet {
  return {
    name: 'failures',
    columns: [
      'trial_id',
      'config_id',
      ...facts.varying.map(({ name }) => name),
      'seed',
      'status',
      'attempt',
      'error',
    ],
    rows: sweep.failures.toReversed().map(failure => {
      const { trial, outcome, execution } = failure
      return [
        ...[trial.trialId, trial.configId].map(plain),
        ...facts.varying.map(({ value }) => plain(value(trial.configuration))),
        ...[trial.seed, outcome.status, execution.attempt, errorOf(failure)].map(plain),
      ]
    }),
  }
}
