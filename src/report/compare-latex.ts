// A comparison as LaTeX: a tabular for each table, with the rules of booktabs; what is compared stands in comments.
import type { Comparison } from './compare.js'
import {
  type LaidOutCell,
  type LaidOutColumn,
  type LaidOutTable,
  layOut,
  notesBelow,
  type TableForm,
} from './compare-layout.js'
import { unicodeSigns } from './signs.js'

/** More columns than that are wider than a page. */
const MAX_COLUMNS = 7

export function comparisonLatex(comparison: Comparison): readonly string[] {
  const layout = layOut(comparison, { signs: unicodeSigns, best: 'bold' })
  const forms = layout.tables.map(formFor)
  const tabulars = layout.tables.flatMap(({ title, basis }, i) => [
    '',
    comment(title),
    comment(basis),
    ...tableLines(forms[i]!),
  ])
  return [
    comment(layout.title),
    ...layout.facts.map(([name, value]) => comment(`${name} ${value}`.trim())),
    ...layout.lead.map(comment),
    ...notesBelow(layout, forms).map(comment),
    comment('in the preamble: \\usepackage{booktabs}'),
    ...(tabulars.some(line => !line.startsWith('%') && BEYOND_LATIN.test(line))
      ? [comment('for its names: xelatex or lualatex, and a font that has them')]
      : []),
    ...tabulars,
  ]
}

/** What pdflatex does not know without further packages. */
const BEYOND_LATIN = /[^\0-\u024f]/

function formFor({ forms }: LaidOutTable): TableForm {
  return forms.find(({ columns }) => columns.length <= MAX_COLUMNS) ?? forms.at(-1)!
}

function tableLines({ columns, rows, notes }: TableForm): readonly string[] {
  return [
    ...notes.map(comment),
    `\\begin{tabular}{${columns.map(({ isNumber }) => (isNumber ? 'r' : 'l')).join('')}}`,
    '\\toprule',
    row(columns.map(({ title }) => escaped(title))),
    '\\midrule',
    ...rows.map(cells => row(cells.map((cell, i) => cellText(cell, columns[i]!)))),
    '\\bottomrule',
    '\\end{tabular}',
  ]
}

function row(cells: readonly string[]): string {
  return `${cells.join(' & ')} \\\\`
}

/** A mean with its interval, a difference and a bound of p are mathematics; all else is text. */
function cellText({ text, mark }: LaidOutCell, { isNumber }: LaidOutColumn): string {
  const shown = text.trim()
  if (!isNumber || !NUMBER.test(shown)) return escaped(shown)
  const formula = shown
    .replace('±', '\\pm')
    .replace(/e([+-]\d+)/g, (_, power) => `\\cdot 10^{${Number(power)}}`)
  if (mark === 'best') return `$\\mathbf{${formula}}$`
  return `$${formula}${mark === undefined ? '' : `^{${mark}}`}$`
}

const NUMBER = /^(< )?[+-]?\d+(\.\d+)?(e[+-]\d+)?( ± \s*\d+(\.\d+)?(e[+-]\d+)?)?$/

/** printable has left no line break in it. */
function comment(text: string): string {
  return `% ${text}`
}

/** Nothing in it is taken for a command, nor for an argument of the line break before it. */
function escaped(text: string): string {
  return text.replace(/[\\{}$&#%_^~<>|[\]*±-]/g, character => commands[character] ?? `\\${character}`)
}

const commands: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '$<$',
  '>': '$>$',
  '|': '$|$',
  '[': '{[}',
  ']': '{]}',
  '*': '{*}',
  '±': '$\\pm$',
  '-': '-{}', // two of them would become a dash
}
