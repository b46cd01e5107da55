// A comparison as Markdown with GitHub's tables.
import type { Comparison } from './compare.js'
import { type LaidOutCell, type LaidOutTable, layOut, notesBelow, type TableForm } from './compare-layout.js'
import { unicodeSigns } from './signs.js'

/** More columns than that are no table that anybody reads; a row for each cell is. */
const MAX_COLUMNS = 12

export function comparisonMarkdown(comparison: Comparison): readonly string[] {
  const layout = layOut(comparison, { signs: unicodeSigns, best: 'bold' })
  const forms = layout.tables.map(formFor)
  const notes = notesBelow(layout, forms)
  return [
    `## ${escaped(layout.title)}`,
    '',
    ...layout.facts.map(([name, value]) => `- ${name === '' ? '' : `${name}: `}${escaped(value)}`),
    ...layout.lead.map(sentence => `- ${escaped(sentence)}`),
    ...layout.tables.flatMap(({ title, basis }, i) => [
      '',
      `### ${escaped(title)}`,
      '',
      escaped(basis),
      '',
      ...tableLines(forms[i]!),
    ]),
    ...(notes.length > 0 ? ['', ...notes.map(note => `- ${escaped(note)}`)] : []),
  ]
}

function formFor({ forms }: LaidOutTable): TableForm {
  return forms.find(({ columns }) => columns.length <= MAX_COLUMNS) ?? forms.at(-1)!
}

function tableLines({ columns, rows, notes }: TableForm): readonly string[] {
  return [
    row(columns.map(({ title }) => escaped(title))),
    row(columns.map(({ isNumber }) => (isNumber ? '--:' : ':--'))),
    ...rows.map(cells => row(cells.map(cellText))),
    ...(notes.length > 0 ? ['', ...notes.map(note => `- ${escaped(note)}`)] : []),
  ]
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function cellText({ text, mark }: LaidOutCell): string {
  const shown = escaped(text.trim())
  if (shown === '') return ''
  if (mark === undefined) return shown
  return mark === 'best' ? `**${shown}**` : `${mark} ${shown}`
}

/** Nothing in it is taken for Markdown or HTML; a backslash before punctuation is not shown. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|~#&$]/g, '\\$&')
}
