// Texts and tables on lines no wider than a terminal, where their words allow.
import { columnsOf, type TextColumn, textTable } from './table.js'

/** The text, or what is to stay together of it, on lines of at most that width where its words allow. */
export function wrapped(text: string | readonly string[], width: number): readonly string[] {
  const lines: string[] = []
  for (const word of typeof text === 'string' ? text.split(' ') : text) {
    const longer = `${lines.at(-1)} ${word}`
    if (lines.length > 0 && columnsOf(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

/** As wrapped, the lines after the first set in, and words that are longer than a line broken: nothing is lost in any width. */
export function hanging(text: string | readonly string[], width: number, indent = '  '): readonly string[] {
  if (typeof text === 'string' && columnsOf(text) <= width) return [text]
  const room = Math.max(1, width - indent.length)
  return wrapped(text, room)
    .flatMap(line => (columnsOf(line) <= room ? [line] : wrapped(line, room)))
    .flatMap(line => (columnsOf(line) <= room ? [line] : broken(line, room)))
    .map((line, i) => (i === 0 ? line : indent + line))
}

function broken(word: string, width: number): readonly string[] {
  const parts: string[] = []
  for (const character of word) {
    const longer = `${parts.at(-1) ?? ''}${character}`
    if (parts.length > 0 && columnsOf(longer) <= width) parts[parts.length - 1] = longer
    else parts.push(character)
  }
  return parts
}

/** As textTable, with titles that are wider than their columns on several lines. */
export function foldedTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const titles = columns.map(({ title }, column) => {
    const parts = title.match(/[^ _]+[ _]*/g) ?? []
    const room = Math.max(
      ...parts.map(part => part.trimEnd().length),
      ...rows.map(row => columnsOf(row[column]!)),
    )
    const lines: string[] = []
    for (const part of parts) {
      const longer = `${lines.at(-1)}${part}`
      if (lines.length > 0 && longer.trimEnd().length <= room) lines[lines.length - 1] = longer
      else lines.push(part)
    }
    return lines.map(line => line.trimEnd())
  })
  const height = Math.max(1, ...titles.map(({ length }) => length))
  const head = Array.from({ length: height }, (_, line) =>
    titles.map(lines => lines[line - (height - lines.length)] ?? ''),
  )
  const [first, ...others] = head
  return textTable(
    columns.map((column, i) => ({ ...column, title: first![i]! })),
    [...others, ...rows],
  )
}

/** As textTable, with the cells of the widest columns on several lines where the table would be too wide. */
export function wrappedTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] {
  const room = roomOf([columns.map(({ title }) => title), ...rows], width - 2 * (columns.length - 1))
  const lines = rows.flatMap(row => {
    const cells = row.map((cell, column) => wrapped(cell, room[column]!))
    const height = Math.max(...cells.map(({ length }) => length))
    return Array.from({ length: height }, (_, line) => cells.map(parts => parts[line] ?? ''))
  })
  return textTable(columns, lines)
}

/** Of each column: what it takes, the widest cut down first until all have so much together or no word has more room than it needs. */
function roomOf(rows: readonly (readonly string[])[], all: number): readonly number[] {
  const widestOf = (texts: readonly string[]) => Math.max(...texts.map(columnsOf))
  const columns = rows[0]!.map((_, column) => rows.map(row => row[column]!))
  const room = columns.map(widestOf)
  const least = columns.map(cells => widestOf(cells.flatMap(cell => cell.split(' '))))
  for (let over = room.reduce((sum, width) => sum + width, 0) - all; over > 0; over--) {
    const widest = Math.max(...room.filter((width, column) => width > least[column]!))
    if (widest < 0) break
    room[room.findIndex((width, column) => width === widest && width > least[column]!)]!--
  }
  return room
}
