// What the command line says of a dataset -> its text, as a configuration has it and loadDataset takes it.
import { datasets } from '../data/datasets.js'
import { SAVE } from '../data/own-sources.js'
import { UserError } from '../domain/errors.js'
import { ownText } from '../domain/own-files.js'
import { adviseName } from '../spec/advise.js'

/** A name of the table, or the path of an .npz file, relative to the working folder. Throws a UserError for anything else. */
export function datasetNamed(written: string): string {
  if (Object.hasOwn(datasets, written)) return written
  if (/\.npz$/i.test(written)) return ownText({ npz: written })
  const known = Object.keys(datasets)
  const why = `it must be one of ${known.join(', ')}, or a file that ends in .npz`
  const fix = adviseFile(written) ?? adviseName(written, known, 'datasets').fix
  throw new UserError([
    {
      code: 'unknown-dataset',
      what: `dataset "${written}" is not known`,
      why,
      ...(fix === undefined ? {} : { fix }),
    },
  ])
}

/** For what looks like files of the user's own in a form that is not read; null for what looks like a name. */
export function adviseFile(written: string): string | null {
  if (/\b(idx\d|ubyte)\b/i.test(written))
    return 'of IDX files name both: bench data show --images <file> --labels <file>'
  const isPath = /[\\/]/.test(written) || /\.[a-z][a-z0-9]*$/i.test(written)
  return isPath ? `save the images from Python as ${SAVE}` : null
}

/** --images and --labels: a pair of IDX files; null where neither is given. */
export function idxPair({ images, labels }: IdxArguments): string | null {
  if (images === undefined && labels === undefined) return null
  if (images !== undefined && labels !== undefined) return ownText({ images, labels })
  const [given, missing] = images === undefined ? ['labels', 'images'] : ['images', 'labels']
  throw new UserError([
    {
      code: 'bad-option',
      what: `--${given} without --${missing}`,
      why: 'images and labels belong together',
      fix: `add --${missing} <file>`,
    },
  ])
}

export interface IdxArguments {
  readonly images?: string | undefined
  readonly labels?: string | undefined
}
