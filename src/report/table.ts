// Plain text tables for the terminal: aligned columns, two spaces apart, nothing drawn around them.
import stringWidth from 'string-width'

export interface TextColumn {
  readonly title: string
  readonly align?: 'left' | 'right'
}

/** Pads or leaves the text so that it fills `width` columns of a terminal, wide characters counted as two. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)))
  return align === 'left' ? text + space : space + text
}

/** Lines of a table: the titles, then a line a row. Every row has as many cells as there are columns. */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const widths = columns.map(({ title }, i) =>
    rows.reduce((widest, row) => Math.max(widest, stringWidth(row[i] ?? '')), stringWidth(title)),
  )
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, i) => pad(cells[i] ?? '', widths[i]!, align))
      .join('  ')
      .trimEnd()
  return [line(columns.map(({ title }) => title)), ...rows.map(line)]
}

/** The text, or as much of its beginning as fits into `width` columns of a terminal with an ellipsis after it. */
export function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  let kept = ''
  let used = 1 // the ellipsis
  for (const character of text) {
    used += stringWidth(character)
    if (used > width) break
    kept += character
  }
  return width < 1 ? '' : `${kept}…`
}
