// Blocks of lines, such as pictures with what is written below them, beside each other as far as the window goes.
import { columnsOf, pad } from './table.js'

/** Lines of text, which may hold colours. */
export type Block = readonly string[]

const GAP = '  '

/** Rows of blocks, with an empty line between them. A block that is wider than the window has a row of its own. */
export function sideBySide(blocks: readonly Block[], width: number): readonly string[] {
  return rowsOf(blocks, width).flatMap((row, i) => (i === 0 ? joined(row) : ['', ...joined(row)]))
}

function rowsOf(blocks: readonly Block[], width: number): readonly (readonly Block[])[] {
  const rows: Block[][] = []
  let used = 0
  for (const block of blocks) {
    const row = rows.at(-1)
    const after = used + GAP.length + widthOf(block)
    if (row !== undefined && after <= width) {
      row.push(block)
      used = after
    } else {
      rows.push([block])
      used = widthOf(block)
    }
  }
  return rows
}

function joined(row: readonly Block[]): readonly string[] {
  const height = row.reduce((highest, block) => Math.max(highest, block.length), 0)
  const widths = row.map(widthOf)
  return Array.from({ length: height }, (_, line) =>
    row
      .map((block, i) => pad(block[line] ?? '', widths[i]!))
      .join(GAP)
      .trimEnd(),
  )
}

function widthOf(block: Block): number {
  return block.reduce((widest, line) => Math.max(widest, columnsOf(line)), 0)
}
