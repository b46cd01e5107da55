// Plain text tables for the terminal: aligned columns, two spaces apart, nothing drawn around them; and texts padded or
// cut to so many columns.
import stringWidth from 'string-width'

export interface TextColumn {
  readonly title: string
  readonly align?: 'left' | 'right'
}

/** Lines of a table: the titles, then a line a row. Every row has as many cells as there are columns. */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const widths = columns.map(({ title }, i) =>
    rows.reduce((widest, row) => Math.max(widest, columnsOf(row[i] ?? '')), columnsOf(title)),
  )
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, i) => pad(cells[i] ?? '', widths[i]!, align))
      .join('  ')
      .trimEnd()
  return [line(columns.map(({ title }) => title)), ...rows.map(line)]
}

/** How many columns of a terminal the text takes. Most texts here need no look at each character, which is slow. */
export function columnsOf(text: string): number {
  return ONE_COLUMN_EACH.test(text) ? text.length : stringWidth(text)
}
/** ASCII, box drawing and bars, braille, and the other signs of reports and dashboard. */
const ONE_COLUMN_EACH = /^[\x20-\x7e\u2500-\u259f\u2800-\u28ff±·–…›↑↓○▶✔✂≉✘■]*$/

/** Pads or leaves the text so that it fills `width` columns of a terminal, wide characters counted as two. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - columnsOf(text)))
  return align === 'left' ? text + space : space + text
}

/** The text if it fits into `width` columns of a terminal, or as much of it as does with the ellipsis at its end. */
export function cut(text: string, width: number, ellipsis: string): string {
  if (columnsOf(text) <= width) return text
  const room = width - columnsOf(ellipsis)
  if (room < 0) return ''
  let used = 0
  let kept = ''
  for (const { segment } of segments.segment(text)) {
    used += columnsOf(segment)
    if (used > room) break
    kept += segment
  }
  return kept + ellipsis
}
/** Characters as a reader sees them: cutting within one would leave half of it. */
const segments = new Intl.Segmenter()
