// A comparison as text for the terminal.
import type { Comparison } from './compare.js'
import {
  type LaidOutCell,
  type LaidOutColumn,
  type LaidOutTable,
  layOut,
  notesBelow,
  type TableForm,
} from './compare-layout.js'
import type { Signs } from './signs.js'
import { columnsOf, cut, pad, textTable } from './table.js'
import { wrapped } from './wrap.js'

export interface TextOptions {
  readonly signs: Signs
  /** Columns of the terminal; Infinity where lines may be of any length. */
  readonly width: number
}

/** Sentences are no longer, however wide the window is. */
const PROSE = 110

export function comparisonText(comparison: Comparison, { signs, width }: TextOptions): readonly string[] {
  const layout = layOut(comparison, { signs, best: '*' })
  const prose = Math.min(width, PROSE)
  const indent = layout.facts.reduce((widest, [name]) => Math.max(widest, name.length), 0) + 2
  const forms = layout.tables.map(table => formFor(table, width))
  const notes = notesBelow(layout, forms)
  const lines = [
    ...wrapped(layout.title, prose),
    ...layout.facts.flatMap(([name, value]) =>
      wrapped(value, prose - indent).map((line, i) => pad(i === 0 ? name : '', indent) + line),
    ),
    ...(layout.lead.length > 0 ? ['', ...layout.lead.flatMap(sentence => wrapped(sentence, prose))] : []),
    ...layout.tables.flatMap(({ title, basis }, i) => [
      '',
      ...wrapped(`${title}, ${basis}`, prose),
      ...drawTable(forms[i]!),
    ]),
    ...(notes.length > 0 ? ['', ...notes.flatMap(note => wrapped(note, prose))] : []),
  ]
  return lines.map(line => cut(line, width, signs.ellipsis))
}

function formFor({ forms }: LaidOutTable, width: number): TableForm {
  const fits = (form: TableForm) => drawTable(form).every(line => columnsOf(line) <= width)
  return forms.slice(0, -1).find(fits) ?? forms.at(-1)!
}

function drawTable({ columns, rows, notes }: TableForm): readonly string[] {
  const hasMarks = rows.some(row => row.some(({ mark }) => mark !== undefined))
  const marked = columns.map(({ isMarked }) => isMarked && hasMarks)
  const table = textTable(
    columns.map(({ title, isNumber }, column) => ({
      title: marked[column] ? `  ${title}` : title,
      align: isNumber && !marked[column] ? 'right' : 'left',
    })),
    alignedRows(columns, rows).map(row =>
      row.map(({ text, mark }, column) => (marked[column] ? `${signOf(mark)} ${text}` : text)),
    ),
  )
  return [...table, ...notes].map(line => `  ${line}`)
}

function signOf(mark: LaidOutCell['mark']): string {
  return mark === 'best' ? '*' : (mark ?? ' ')
}

/** Differences of different lengths end below each other. */
function alignedRows(columns: readonly LaidOutColumn[], rows: TableForm['rows']): TableForm['rows'] {
  const widths = columns.map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, columnsOf(row[column]!.text)), 0),
  )
  return rows.map(row =>
    row.map((cell, column) =>
      columns[column]!.isNumber ? { ...cell, text: pad(cell.text, widths[column]!, 'right') } : cell,
    ),
  )
}
