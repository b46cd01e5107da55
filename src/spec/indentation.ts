// A line whose indent is that of no map or list above it. YAML takes it for something else, or stumbles over it later.
import type { Source } from './source.js'
import type { SyntaxMistake } from './syntax-mistakes.js'

/** The mistake of the line that a word begins; null when its indent is right, or the word is not the first of its line. */
export function indentationMistake(source: Source, offset: number): SyntaxMistake | null {
  const line = source.lineAt(offset)
  const [first] = startsOf(source.lineText(line))
  const { indent, kind } = { indent: offset - source.lineStart(line), kind: first?.kind ?? 'keys' }
  const indents = openAbove(source, line)
    .filter(start => start.kind === kind)
    .map(start => start.indent)
  if (first?.indent !== indent || indents.length === 0 || indents.includes(indent)) return null
  const columns = indents.map(above => above + 1).sort((a, b) => a - b)
  return {
    start: offset,
    end: offset + /^(-|[^\s:]*)/.exec(source.text.slice(offset))![0].length,
    what: `the line is indented ${comparison(indent, indents)} the ${kind} above it`,
    why: `the ${kind} of one ${kind === 'items' ? 'list' : 'map'} stand at the same indent`,
    fix: `begin it in column ${columns.join(' or ')}, like the ${kind} it belongs to`,
  }
}

function comparison(indent: number, indents: readonly number[]): string {
  if (indent > Math.max(...indents)) return 'more than'
  return indent < Math.min(...indents) ? 'less than' : 'unlike'
}

/** Where an item of a list or a key of a map begins. */
interface Start {
  readonly indent: number
  readonly kind: 'items' | 'keys'
}

/** What is open above a line, the innermost first: one start for each map and list. */
function openAbove(source: Source, line: number): readonly Start[] {
  const open: Start[] = []
  for (let above = line - 1; above >= 0; above--) {
    for (const start of startsOf(source.lineText(above)).reverse()) {
      const inner = open.at(-1)
      // The items of a list may stand right under the key that they belong to.
      const holdsInner = inner?.kind === 'items' && start.kind === 'keys' && start.indent === inner.indent
      if (inner === undefined || start.indent < inner.indent || holdsInner) open.push(start)
    }
    if (open.at(-1)?.indent === 0 && open.at(-1)?.kind === 'keys') break
  }
  return open
}

/** What begins on a line: its dashes, and the word behind them. Nothing on a blank line, a comment, a `---`. */
function startsOf(text: string): Start[] {
  const [, blanks, dashes] = /^(\uFEFF? *)((?:-(?: +|$))*)/.exec(text)!
  const word = blanks!.length + dashes!.length
  const rest = text.slice(word)
  if (dashes === '' && /^(---|\.\.\.|%)/.test(rest)) return []
  const items = [...dashes!.matchAll(/-/g)].map(
    ({ index }): Start => ({ indent: blanks!.length + index, kind: 'items' }),
  )
  return /^\s*(#|$)/.test(rest) ? items : [...items, { indent: word, kind: 'keys' }]
}
