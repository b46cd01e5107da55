// `bench data show`: a dataset at a look: where it is from, what is in it, and some of its images drawn in the terminal.
import { type Dataset, factsIn } from '../data/dataset.js'
import { type DataSplit, type DatasetEntry, type DatasetName, datasets, factsOf } from '../data/datasets.js'
import { loadDataset } from '../data/load.js'
import type { DatasetFacts } from '../domain/dataset-facts.js'
import { type MistakeCode, UserError } from '../domain/errors.js'
import { datasetLabel, ownFilesOf } from '../domain/own-files.js'
import { formatCount } from '../report/numbers.js'
import { printable } from '../report/printable.js'
import { textTable } from '../report/table.js'
import { adviseName } from '../spec/advise.js'
import type { Context, ExitCode } from './context.js'
import { gallery, layoutFor, paletteFor } from './data-gallery.js'
import { lookUpOptions } from './data-look-up.js'

export interface ShowOptions {
  readonly dataDir?: string | undefined
  readonly split?: DataSplit | undefined
  /** The first image to be drawn, or to be looked at for `class`. */
  readonly index?: number | undefined
  /** How many; two rows of the window where it is not said. */
  readonly count?: number | undefined
  /** A label, or its name. */
  readonly class?: string | undefined
  readonly ascii?: boolean | undefined
}

/** names: as configurations have them, of the table or of own files. */
export async function dataShow(
  names: readonly string[],
  options: ShowOptions,
  context: Context,
): Promise<ExitCode> {
  // Checked before anything is downloaded; what own files hold is known when they were read.
  const selections = names.map(name =>
    ownFilesOf(name) === null ? selectionOf(name, factsOf(name), options) : null,
  )
  for (const [i, name] of names.entries()) {
    const dataset = await loadDataset(name, lookUpOptions(options.dataDir, context))
    const selection = selections[i] ?? selectionOf(datasetLabel(name), factsIn(dataset), options)
    const lines = [...facts(dataset), '', ...images(dataset, selection, options, context)]
    context.stdout.write(`${i === 0 ? '' : '\n'}${lines.join('\n')}\n`)
  }
  return 0
}

function facts(dataset: Dataset): readonly string[] {
  return [
    printable(headingOf(dataset)),
    `found in ${printable(dataset.foundIn)}`,
    '',
    ...countsTable(dataset),
    '',
    ...textTable(
      [{ title: 'file' }, { title: 'SHA-256 of its content' }],
      Object.entries(dataset.sha256).map(([file, sha256]) => [printable(file), sha256]),
    ),
  ]
}

function headingOf({ name, imageShape, classes }: Dataset): string {
  const entry: DatasetEntry | undefined = Object.hasOwn(datasets, name)
    ? datasets[name as DatasetName]
    : undefined
  if (entry !== undefined) return `${entry.title}: ${entry.summary}`
  return `${datasetLabel(name)}: images of ${imageShape.join('x')}, ${classes.length} classes`
}

/** Examples of each class, by split. */
function countsTable({ classes, train, test }: Dataset): readonly string[] {
  const splits = [train, ...(test === null ? [] : [test])].map(({ labels }) => {
    const counts = new Array<number>(classes.length).fill(0)
    for (const label of labels) counts[label]!++
    return counts
  })
  const right = { align: 'right' } as const
  const titles = [{ title: 'label', ...right }, { title: 'class' }, { title: 'train', ...right }]
  return textTable(
    test === null ? titles : [...titles, { title: 'test', ...right }],
    classes.map((name, label) => [
      String(label),
      printable(name),
      ...splits.map(counts => formatCount(counts[label]!)),
    ]),
  )
}

function images(
  dataset: Dataset,
  { split, first, count, label }: Selection,
  options: ShowOptions,
  context: Context,
): readonly string[] {
  const layout = layoutFor(context, dataset.imageShape)
  const examples = dataset[split]!
  const indices: number[] = []
  for (let i = first; i < examples.labels.length && indices.length < (count ?? 2 * layout.perRow); i++) {
    if (label === null || examples.labels[i] === label) indices.push(i)
  }
  return gallery(dataset, examples, indices, layout, paletteFor(context, options.ascii ?? false))
}

/** The options, checked against the dataset. */
interface Selection {
  readonly split: DataSplit
  readonly first: number
  /** null: as many as look well. */
  readonly count: number | null
  /** null: of any class. */
  readonly label: number | null
}

function selectionOf(name: string, { examples, classes }: DatasetFacts, options: ShowOptions): Selection {
  const { split = 'train', index = 0, count, class: written } = options
  const total = examples[split]
  if (total === 0) throw mistake('no-test-split', `${name} has no test split`, 'leave out --split')
  return {
    split,
    first: wholeNumber('--index', index, 0, total - 1),
    count: count === undefined ? null : wholeNumber('--count', count, 1, total),
    label: written === undefined ? null : labelOf(classes, written),
  }
}

function wholeNumber(option: string, value: number, from: number, to: number): number {
  if (Number.isInteger(value) && value >= from && value <= to) return value
  throw mistake('out-of-range', `${option} is ${value}`, `a whole number from ${from} to ${to}`)
}

function labelOf(classes: readonly string[], written: string): number {
  const label = /^\d+$/.test(written)
    ? Number(written)
    : classes.findIndex(name => name.toLowerCase() === written.toLowerCase())
  if (label >= 0 && label < classes.length) return label
  const advice = adviseName(written, classes).fix
  throw mistake('unknown-class', `there is no class "${written}"`, advice ?? `one of ${classes.join(', ')}`)
}

function mistake(code: MistakeCode, what: string, fix: string): UserError {
  return new UserError([{ code, what, fix }])
}
