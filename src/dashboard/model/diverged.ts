// What the trials that diverged have in common: the values of the axes that nearly all of them have, and the others have not.
import type { PlanFacts } from './plan-facts.js'
import type { Sweep } from './state.js'

export interface InCommon {
  readonly diverged: number
  /** Of these, how many have all the values. */
  readonly explained: number
  /** Axis and value, in the order of the axes; none where nothing tells them from the others. */
  readonly values: readonly { readonly axis: string; readonly value: string }[]
}

/** Of the diverged trials, the least share that a value explains. */
const NEARLY_ALL = 0.9
/** How much more often trials with the value diverge than those without. */
const MORE_OFTEN = 3

/**
 * Only trials that have ended count. A value says nothing as long as no trial with another one has ended. Kept until another trial
 * has ended: the header is drawn ten times a second.
 */
export function divergedInCommon(sweep: Pick<Sweep, 'groups'>, facts: PlanFacts): InCommon {
  const found = known.get(sweep.groups) ?? inCommon(sweep, facts)
  known.set(sweep.groups, found)
  return found
}
const known = new WeakMap<Sweep['groups'], InCommon>()

function inCommon(sweep: Pick<Sweep, 'groups'>, facts: PlanFacts): InCommon {
  const groups = sweep.groups.map(({ configuration, ended, endedCount }) => {
    const diverged = ended.filter(trial => trial?.outcome.status === 'diverged').length
    return { configuration, ended: endedCount, diverged }
  })
  const total = countsOf(groups)
  const named: (readonly Group[])[] = []
  const values = facts.axes.flatMap(({ column }) => {
    const byValue = new Map<string, Group[]>()
    for (const group of groups) {
      if (group.ended === 0) continue
      const value = column.text(group.configuration)
      const same = byValue.get(value)
      if (same) same.push(group)
      else byValue.set(value, [group])
    }
    return [...byValue].flatMap(([value, same]) => {
      const some = countsOf(same)
      const others = { ended: total.ended - some.ended, diverged: total.diverged - some.diverged }
      const isMost = total.diverged > 0 && some.diverged >= NEARLY_ALL * total.diverged
      const isMore = some.diverged * others.ended > MORE_OFTEN * others.diverged * some.ended
      // A value that goes with another one (a learning rate with its optimizer) says nothing more.
      const isNew = !named.some(
        known => known.length === same.length && known.every((one, i) => one === same[i]), // both in the plan's order
      )
      if (!isMost || others.ended === 0 || !isMore || !isNew) return []
      named.push(same)
      return [{ axis: column.name, value, column }]
    })
  })
  const having = groups.filter(({ configuration }) =>
    values.every(({ column, value }) => column.text(configuration) === value),
  )
  return {
    diverged: total.diverged,
    explained: values.length === 0 ? 0 : countsOf(having).diverged,
    values: values.map(({ axis, value }) => ({ axis, value })),
  }
}

type Group = { readonly ended: number; readonly diverged: number }

function countsOf(groups: readonly Group[]): Group {
  return groups.reduce(
    (sum, { ended, diverged }) => ({ ended: sum.ended + ended, diverged: sum.diverged + diverged }),
    { ended: 0, diverged: 0 },
  )
}
