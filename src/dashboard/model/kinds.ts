// What was timed of each kind of trials, in drawers: a map that is never changed is copied for each trial that ends, and a sweep may
// have as many kinds as it has widths, thousands of them.
import type { CostKind } from './cost-kind.js'

export interface Timed {
  readonly kind: CostKind
  readonly trials: number
  readonly seconds: number
  /** Over the trials, of the logarithm of the seconds an example takes, and of its square. */
  readonly sum: number
  readonly squares: number
}

/** Each by the id of the kind; which drawer that is follows from the id. */
export type Kinds = readonly ReadonlyMap<string, Timed>[]

/** About the square root of some thousands, so that neither a drawer nor the list of them is long. */
const DRAWERS = 64

export const noKinds: Kinds = Array.from({ length: DRAWERS }, () => new Map())

export function timedOf(kinds: Kinds, id: string): Timed | undefined {
  return kinds[drawerOf(id)]!.get(id)
}

export function withTimed(kinds: Kinds, timed: Timed): Kinds {
  const drawer = drawerOf(timed.kind.id)
  return kinds.with(drawer, new Map(kinds[drawer]).set(timed.kind.id, timed))
}

export function allTimed(kinds: Kinds): readonly Timed[] {
  return kinds.flatMap(drawer => [...drawer.values()])
}

function drawerOf(id: string): number {
  let hash = 0
  for (let i = 0; i < id.length; i++) hash = (hash * 31 + id.charCodeAt(i)) % 1_000_003
  return hash % DRAWERS
}
