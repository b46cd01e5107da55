// An experiment as it was written: every value with its place, the parts that were wrong left out. What check.ts looks
// at and resolve.ts completes.
import type { DatasetFacts } from '../domain/dataset-facts.js'
import type { Save } from '../domain/trial.js'
import { fields, targetOf } from './fields.js'
import type { Span } from './source.js'
import {
  type Located,
  type Plain,
  valuesOf,
  type Written,
  type WrittenChoice,
  type WrittenPerLayer,
  writtenDefault,
} from './written.js'

export interface Draft {
  /** The whole file, to point at what is not written. */
  readonly at: Span
  readonly name: string | null
  readonly question: string | null
  /** By path; null for a value that was wrong. */
  readonly fixed: ReadonlyMap<string, Written | null>
  /** By path, in the order of the file. */
  readonly axes: ReadonlyMap<string, WrittenAxis>
  readonly exclude: readonly WrittenRule[]
  readonly seeds: WrittenSeeds | null
  readonly objective: Located<string> | null
  readonly save: Save | null
  readonly checkpointEvery: number | null
  readonly retries: number | null
  /** What is known of the user's own files, by the text that configurations have. */
  readonly ownDatasets: Readonly<Record<string, DatasetFacts>>
}

export interface WrittenAxis {
  readonly keyAt: Span
  /** Those that were right. */
  readonly values: readonly Written[]
  /** Whether all of them were, and nothing in them had to be left out. */
  readonly isComplete: boolean
}

export interface WrittenPair {
  /** Below a choice, to its name or to a hyperparameter. */
  readonly path: string
  /** The path as the rule has it: a choice may stand for its name. */
  readonly pathWritten: string
  readonly value: Plain
  readonly at: Span
}

export interface WrittenRule {
  readonly at: Span
  readonly pairs: readonly WrittenPair[]
}

export type WrittenSeeds =
  | { readonly kind: 'count'; readonly at: Span; readonly count: number }
  | { readonly kind: 'list'; readonly at: Span; readonly seeds: readonly number[] }

/** Everything that a field may be: the values of its axis, or else what is fixed or the default; nothing where unknown. */
export function candidatesOf({ axes, fixed, at }: Draft, path: string): readonly Written[] {
  const axis = axes.get(path)
  if (axis !== undefined) return axis.values
  const written = fixed.has(path) ? fixed.get(path)! : writtenDefault(fields[path]!, at)
  return written === null ? [] : [written]
}

/** Whether all that a field may be is known. */
export function isKnown({ axes, fixed }: Draft, path: string): boolean {
  return axes.get(path)?.isComplete ?? fixed.get(path) !== null
}

/** The values of a field that are one choice, layers that are all equal among them. */
export function choicesOf(draft: Draft, path: string): readonly WrittenChoice[] {
  return candidatesOf(draft, path).flatMap(written => {
    if (written.kind === 'per-layer') return isOneChoice(written) ? written.choices.slice(0, 1) : []
    return written.kind === 'choice' ? [written] : []
  })
}

/** The values of a field that are no choice: plain ones, and lists of different layers. */
export function plainsOf(draft: Draft, path: string): readonly Located<Plain>[] {
  return candidatesOf(draft, path).flatMap((written): readonly Located<Plain>[] => {
    if (written.kind === 'plain') return [written]
    if (written.kind === 'choice' || isOneChoice(written)) return []
    return [{ value: valuesOf(written)[0] as Plain, at: written.at }]
  })
}

/** Whether a list for each layer says the same of all of them. */
export function isOneChoice(written: WrittenPerLayer): boolean {
  return !Array.isArray(valuesOf(written)[0])
}

/** The axes that change one hyperparameter of every value of the choice at a path, by its name. */
export function axesBelow(draft: Draft, choicePath: string): ReadonlyMap<string, WrittenAxis> {
  const below = new Map<string, WrittenAxis>()
  for (const [path, axis] of draft.axes) {
    const target = targetOf(path)
    if (target?.kind === 'hyperparameter' && target.choicePath === choicePath)
      below.set(target.hyperparameter, axis)
  }
  return below
}
