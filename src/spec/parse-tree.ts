// A document of the YAML library -> tree: anchors followed within a bound, no key twice, every part with its place.
import { isAlias, isMap, isScalar, isSeq } from 'yaml'
import { joinNumber } from './decimal-comma.js'
import type { MistakeList } from './mistake-list.js'
import { parseYaml } from './parse-yaml.js'
import type { Source, Span } from './source.js'
import { type Pair, quote, type Tree, thousands } from './tree.js'

/** How many values may come to stand in the tree by way of aliases. */
const MAX_ALIASED = 10_000

/**
 * The tree of a YAML text; a scalar of nothing when it is empty, null after a mistake that leaves nothing to read.
 * `from`: where the YAML begins, for a source that is an option of the command line.
 */
export function parseTree(source: Source, mistakes: MistakeList, from = 0): Tree | null {
  const text = ' '.repeat(from) + source.text.slice(from)
  const document = parseYaml(source, text, mistakes)
  if (document === null) return null
  const builder = new TreeBuilder(source, mistakes)
  const tree = builder.build(document.contents, source.span(from, source.text.length))
  return builder.isComplete ? tree : null
}

class TreeBuilder {
  readonly #source: Source
  readonly #mistakes: MistakeList
  readonly #anchors = new Map<string, unknown>()
  /** Aliases that are being followed: one that leads to itself has no end. */
  readonly #open = new Set<string>()
  #aliased = 0
  /** False once an alias has left a hole in the tree. */
  isComplete = true

  constructor(source: Source, mistakes: MistakeList) {
    this.#source = source
    this.#mistakes = mistakes
  }

  /** `fallback` is where to point for a value that is not written, such as the nothing in `epochs:`. */
  build(node: unknown, fallback: Span): Tree {
    if (isAlias(node)) return this.#follow(node.source, this.#span(node, fallback))
    if (this.#open.size > 0) this.#aliased++
    const at = this.#span(node, fallback)
    const anchor = (node as { anchor?: string } | null)?.anchor
    if (anchor !== undefined) this.#anchors.set(anchor, node)
    if (isSeq(node)) return { kind: 'list', at, items: this.#items(node.items, at) }
    if (isMap(node)) return { kind: 'map', at, pairs: this.#pairs(node.items, at) }
    const value = isScalar(node) ? node.value : null
    const quoted = isScalar(node) && node.type !== undefined && node.type !== 'PLAIN'
    return { kind: 'scalar', at, value: scalarValue(value), quoted }
  }

  #items(nodes: readonly unknown[], at: Span): Tree[] {
    const items: Tree[] = []
    for (const node of nodes) {
      if (this.#aliased > MAX_ALIASED) break
      items.push(this.build(node, at))
    }
    return items
  }

  #pairs(nodes: readonly { readonly key: unknown; readonly value?: unknown }[], at: Span): Pair[] {
    const pairs = new Map<string, Pair>()
    let last: Pair | null = null
    for (const { key: keyNode, value } of nodes) {
      if (this.#aliased > MAX_ALIASED) break
      const keyTree = this.build(keyNode, at)
      const keyAt = keyTree.at
      if (keyTree.kind !== 'scalar' || keyTree.value === null) {
        this.#mistakes.add('yaml-syntax', keyAt, 'this key is not a name', {
          why: 'the keys of an experiment are plain words',
        })
        continue
      }
      const joined: Pair | null = last && value == null ? joinNumber(last, keyTree, this.#mistakes) : null
      if (joined !== null) {
        pairs.set(joined.key, joined)
        continue
      }
      const key = String(keyTree.value)
      const earlier = pairs.get(key)
      if (earlier !== undefined) {
        const { line } = earlier.keyAt.source.place(earlier.keyAt.start, earlier.keyAt.end)
        this.#mistakes.add('duplicate-key', keyAt, `${quote(key)} is written twice`, {
          why: `it stands on line ${line} already, and only one of the two could count`,
          fix: 'remove one of them',
        })
        continue
      }
      last = { key, keyAt, value: this.build(value ?? null, keyAt) }
      pairs.set(key, last)
    }
    return [...pairs.values()]
  }

  #follow(name: string, at: Span): Tree {
    const target = this.#anchors.get(name)
    if (target === undefined || this.#open.has(name)) {
      this.#fail(
        'bad-alias',
        at,
        `the alias *${name} leads ${target === undefined ? 'nowhere' : 'to itself'}`,
        {
          why: `an alias repeats a value that was marked &${name} before it`,
        },
      )
      return { kind: 'scalar', at, value: null, quoted: false }
    }
    this.#open.add(name)
    const tree = this.build(target, at)
    this.#open.delete(name)
    if (this.#aliased > MAX_ALIASED)
      this.#fail('too-many-aliases', at, 'the aliases of this file unfold without measure', {
        why: `together they may repeat ${thousands(MAX_ALIASED)} values`,
        fix: 'write the values out',
      })
    return tree
  }

  #fail(...mistake: Parameters<MistakeList['add']>): void {
    if (this.isComplete) this.#mistakes.add(...mistake)
    this.isComplete = false
  }

  #span(node: unknown, fallback: Span): Span {
    const range = (node as { range?: readonly number[] | null } | null)?.range
    if (!range || range[0] === range[1]) return fallback
    return this.#source.span(range[0]!, range[1]!)
  }
}

/** The core schema yields nothing else than these; a big integer would be one of intAsBigInt, which is off. */
function scalarValue(value: unknown): string | number | boolean | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}
