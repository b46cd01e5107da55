// Texts and tables on lines no wider than a terminal, where their words allow.
import { columnsOf, type TextColumn, textTable } from './table.js'

/** The text on lines of at most that width where its words allow. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`
    if (lines.length > 0 && columnsOf(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
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
