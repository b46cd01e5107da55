// Where the dashboard's tables are saved: `exports/` in the run's folder, each under a name of its own.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SheetFormat } from '../dashboard/model/commands.js'
import { type Sheet, sheetAsMarkdown } from '../dashboard/pages/sheets.js'
import { csvDialect, formatHeader, formatRow } from '../store/csv.js'

/** Writes the table and gives the file's path in the folder. An earlier file is never written over. */
export async function saveSheet(folder: string, sheet: Sheet, format: SheetFormat): Promise<string> {
  const text = format === 'csv' ? sheetAsCsv(sheet) : sheetAsMarkdown(sheet)
  const ending = format === 'csv' ? 'csv' : 'md'
  await mkdir(join(folder, 'exports'), { recursive: true })
  for (let number = 1; ; number++) {
    const path = join('exports', `${sheet.name}-${number}.${ending}`)
    try {
      await writeFile(join(folder, path), text, { flag: 'wx' })
      return path
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function sheetAsCsv({ columns, rows }: Sheet): string {
  const csv = csvDialect()
  const header = formatHeader(
    columns.map(name => ({ name })),
    csv,
  )
  return (
    header +
    rows
      .map(row =>
        formatRow(
          row.map(({ value }) => value),
          csv,
        ),
      )
      .join('')
  )
}
