// A YAML text as plain data that knows where each part of it stands. The rest of the folder reads this and nothing of
// the YAML library, so that a value from --set is a tree like any other.
import type { Span } from './source.js'

export type Tree = ScalarTree | ListTree | MapTree

interface ScalarTree {
  readonly kind: 'scalar'
  readonly at: Span
  readonly value: string | number | boolean | null
  /** In quotes, or as a block: a string by the author's own choice. */
  readonly quoted: boolean
}

export interface ListTree {
  readonly kind: 'list'
  readonly at: Span
  readonly items: readonly Tree[]
}

export interface MapTree {
  readonly kind: 'map'
  readonly at: Span
  /** In the order of the text; no key twice. */
  readonly pairs: readonly Pair[]
}

export interface Pair {
  readonly key: string
  readonly keyAt: Span
  readonly value: Tree
}

export function pairOf(map: MapTree, key: string): Pair | undefined {
  return map.pairs.find(pair => pair.key === key)
}

/** `sweep:` with nothing behind it, because every line below is commented out. */
export function isNothing(tree: Tree): boolean {
  return tree.kind === 'scalar' && tree.value === null
}

/** What a tree is, as a reader says it: `the string "relu"`, `a list`, `nothing`. */
export function describe(tree: Tree): string {
  if (tree.kind !== 'scalar') return tree.kind === 'list' ? 'a list' : 'a map'
  const { value } = tree
  if (value === null) return 'nothing'
  if (typeof value === 'string') return `the string ${quote(value)}`
  return typeof value === 'boolean' ? `${value}` : `the number ${value}`
}

/** A list or a map as YAML of one line: as it was written, or as `[...]` where that is too long or of several lines. */
export function flowText({ kind, at }: ListTree | MapTree): string {
  const written = at.source.text.slice(at.start, at.end).trim()
  const isShort = written.length <= 60 && /^[[{].*[\]}]$/.test(written)
  if (isShort) return written
  return kind === 'list' ? '[...]' : '{ ... }'
}

/** In quotes, and cut where it is too long to be read in a sentence. */
export function quote(text: string): string {
  const characters = [...text]
  return `"${characters.length > 60 ? `${characters.slice(0, 57).join('')}...` : text}"`
}

/** 1,234,567 */
export function thousands(count: bigint | number): string {
  return count.toLocaleString('en-US')
}
