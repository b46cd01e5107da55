// The columns that the ranking can be sorted by, and the order they give. Equal rows keep the order of the ranking, and rows
// without a value come last whichever way round.
import type { Cell } from '../../domain/columns.js'
import { statuses } from '../../domain/measurement.js'
import type { Objective } from '../../domain/trial.js'
import type { PlanFacts } from './plan-facts.js'
import { type Ranked, statusOfRanked } from './rows.js'
import type { Sweep } from './state.js'
import type { Sort } from './ui.js'

export interface SortColumn {
  readonly name: string
  /** Unless it is turned round. */
  readonly largestFirst: boolean
  /** What is compared; null where there is nothing. */
  readonly key: (ranked: Ranked, sweep: Sweep) => Cell
}

export function sortColumns({ varying }: PlanFacts, { direction }: Objective): readonly SortColumn[] {
  const largestFirst = direction === 'maximize'
  return [
    { name: 'rank', largestFirst: false, key: ({ ranked }) => ranked.rank },
    { name: 'interval', largestFirst: false, key: ({ ranked }) => ranked.objective?.halfWidth ?? null },
    { name: 'best', largestFirst, key: ({ ranked }) => ranked.best?.mean ?? null },
    { name: 'n', largestFirst: true, key: ({ ranked }) => ranked.completed.size },
    ...varying.map(({ name, value }) => ({
      name,
      largestFirst: false,
      key: ({ ranked }: Ranked) => value(ranked.configuration),
    })),
    { name: 'progress', largestFirst: true, key: ({ group }, { groups }) => groups[group]!.endedCount },
    {
      name: 'status',
      largestFirst: false,
      key: (ranked, sweep) => statuses.indexOf(statusOfRanked(sweep, ranked)),
    },
  ]
}

/** Whether the smallest comes first. */
export function isRising(sort: Sort, columns: readonly SortColumn[]): boolean {
  const largestFirst = columns.find(({ name }) => name === sort.column)?.largestFirst ?? false
  return largestFirst === sort.reversed
}

/** The columns' next one, or the one before; always in its own direction first. */
export function nextSort({ column }: Sort, columns: readonly { readonly name: string }[], by: 1 | -1): Sort {
  const at = columns.findIndex(({ name }) => name === column)
  return { column: columns[(at + by + columns.length) % columns.length]!.name, reversed: false }
}

/** order: by rank, as inOrder gives it. */
export function sorted(
  order: readonly Ranked[],
  sort: Sort,
  sweep: Sweep,
  facts: PlanFacts,
): readonly Ranked[] {
  const columns = sortColumns(facts, sweep.plan.experiment.objective)
  const found = columns.find(({ name }) => name === sort.column)
  if (found === undefined || (sort.column === 'rank' && !sort.reversed)) return order
  const sign = isRising(sort, columns) ? 1 : -1
  const keyed = order.map(entry => ({ entry, key: found.key(entry, sweep) }))
  const withKey = keyed.filter(({ key }) => key !== null)
  withKey.sort((a, b) => sign * compare(a.key, b.key)) // stable, in both directions
  return [...withKey, ...keyed.filter(({ key }) => key === null)].map(({ entry }) => entry)
}

/** As a reader counts. */
export function compare(a: Cell, b: Cell): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return collator.compare(String(a), String(b))
}
/** 64 before 256, and 64 before 64x32. */
const collator = new Intl.Collator('en', { numeric: true })
