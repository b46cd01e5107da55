// All files of a dataset out of one candidate, checked and put together. A dataset is taken whole from one place.
import { UserError } from '../domain/errors.js'
import type { Candidate } from './candidate.js'
import type { Dataset } from './dataset.js'
import { type DataSplit, type DatasetEntry, type DatasetFile, type DatasetName, filesOf } from './datasets.js'
import { fileCheck } from './file-check.js'
import type { Content } from './file-content.js'
import { parseIdx } from './idx.js'

/** A dataset that is looked for, and what the table says about it. */
export interface Sought {
  readonly name: DatasetName
  readonly entry: DatasetEntry
}

export type Reading =
  | { readonly status: 'found'; readonly dataset: Dataset }
  | { readonly status: 'absent' }
  /** expected: that the files are another dataset's is no surprise there. */
  | { readonly status: 'refused'; readonly reason: string; readonly expected: boolean }

/** foundIn is what the dataset will say about where it is from. */
export async function readCandidate(
  candidate: Candidate,
  { name, entry }: Sought,
  foundIn: string,
): Promise<Reading> {
  const files = filesOf(entry)
  const check = fileCheck(name, entry)
  const contents = new Map<DatasetFile, Content>()
  try {
    for (const file of files) {
      const content = await candidate.read(file, check)
      if (content !== null) contents.set(file, content)
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const expected =
      candidate.shared === true && error.mistakes.every(({ code }) => code === 'data-of-another')
    return { status: 'refused', reason: error.message, expected }
  }
  if (contents.size === 0) return { status: 'absent' }
  const missing = files.filter(file => !contents.has(file)).map(file => file.name)
  if (missing.length > 0)
    return { status: 'refused', reason: `${candidate.path} lacks ${missing.join(', ')}`, expected: false }
  return { status: 'found', dataset: assemble({ name, entry }, contents, foundIn) }
}

function assemble(
  { name, entry }: Sought,
  contents: ReadonlyMap<DatasetFile, Content>,
  foundIn: string,
): Dataset {
  const part = (split: DataSplit, holds: DatasetFile['holds']) => {
    const file = [...contents.keys()].find(key => key.split === split && key.holds === holds)!
    return parseIdx(contents.get(file)!.bytes, file.name).data
  }
  const examples = (split: DataSplit) => ({ images: part(split, 'images'), labels: part(split, 'labels') })
  return {
    name,
    imageShape: entry.imageShape,
    classes: entry.classes,
    train: examples('train'),
    test: entry.sha256.test === null ? null : examples('test'),
    sha256: Object.fromEntries([...contents].map(([file, { sha256 }]) => [file.name, sha256])),
    foundIn,
  }
}
