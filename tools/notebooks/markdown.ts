// Tables in Markdown, with columns that also line up in the source.
export interface MarkdownColumn<Row> {
  readonly title: string
  /** Numbers stand on the right. */
  readonly right?: true
  readonly cell: (row: Row) => string
}

/** A line a row, below the titles. A cell is one line of text; a bar in it does not end it. */
export function markdownTable<Row>(
  columns: readonly MarkdownColumn<Row>[],
  rows: readonly Row[],
): readonly string[] {
  const texts = [columns.map(({ title }) => title), ...rows.map(row => columns.map(({ cell }) => cell(row)))]
  const cells = texts.map(line => line.map(text => text.replaceAll('|', '\\|')))
  const widths = columns.map((_, i) => Math.max(3, ...cells.map(line => line[i]!.length)))
  const line = (row: readonly string[]) =>
    `| ${row.map((text, i) => (columns[i]!.right ? text.padStart(widths[i]!) : text.padEnd(widths[i]!))).join(' | ')} |`
  const rule = widths.map((width, i) => (columns[i]!.right ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)))
  const [titles, ...others] = cells
  return [line(titles!), line(rule), ...others.map(line)]
}
