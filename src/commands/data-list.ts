// `bench data list`: the datasets and where each was found. What is listed as found was read and checked whole.
import { type DatasetEntry, type DatasetName, datasets, filesOf } from '../data/datasets.js'
import { loadDataset } from '../data/load.js'
import { UserError } from '../domain/errors.js'
import { formatCount } from '../report/numbers.js'
import { printable } from '../report/printable.js'
import { type TextColumn, textTable } from '../report/table.js'
import type { Context, ExitCode } from './context.js'
import { lookUpOptions } from './data-look-up.js'

const columns: readonly TextColumn[] = [
  { title: 'name' },
  { title: 'title' },
  { title: 'train', align: 'right' },
  { title: 'test', align: 'right' },
  { title: 'classes', align: 'right' },
  { title: 'size', align: 'right' },
  { title: 'found in' },
]

export async function dataList(
  names: readonly DatasetName[],
  { dataDir }: { readonly dataDir?: string | undefined },
  context: Context,
): Promise<ExitCode> {
  const rows: string[][] = []
  for (const name of names) {
    const entry: DatasetEntry = datasets[name]
    rows.push([
      name,
      entry.title,
      formatCount(entry.examples.train),
      entry.examples.test === 0 ? '-' : formatCount(entry.examples.test),
      formatCount(entry.classes.length),
      `${Math.round(filesOf(entry).reduce((sum, file) => sum + file.bytes, 0) / 1e6)} MB`,
      await foundIn(name, dataDir, context),
    ])
  }
  context.stdout.write(`${textTable(columns, rows).join('\n')}\n`)
  return 0
}

async function foundIn(name: DatasetName, dataDir: string | undefined, context: Context): Promise<string> {
  try {
    const dataset = await loadDataset(name, { ...lookUpOptions(dataDir, context), allowDownload: false })
    return printable(dataset.foundIn)
  } catch (error) {
    if (error instanceof UserError && error.mistakes.every(({ code }) => code === 'data-not-found'))
      return `not here: bench data pull ${name}`
    throw error
  }
}
