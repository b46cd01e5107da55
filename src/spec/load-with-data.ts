// An experiment together with the user's own files that it names: sizes and splits follow from what is in them. The text
// is read twice, because what the files hold has to be known before it can be checked.
import { type Dataset, factsIn } from '../data/dataset.js'
import { OwnDataError } from '../data/own-array.js'
import { readOwnDataset } from '../data/own-dataset.js'
import type { Experiment } from '../domain/trial.js'
import { type LoadOptions, loadExperiment, ownDatasetsIn } from './load.js'
import type { OwnReading } from './own-datasets.js'

export interface LoadedExperiment {
  readonly experiment: Experiment
  /** By the text that configurations have. */
  readonly ownDatasets: ReadonlyMap<string, Dataset>
}

/** folder: what paths of own files are relative to. Throws a UserError with all mistakes of the file and of the data. */
export async function loadWithData(
  text: string,
  { folder, ...options }: LoadOptions & { readonly folder: string },
): Promise<LoadedExperiment> {
  const ownDatasets = new Map<string, Dataset>()
  const readings = new Map<string, OwnReading>()
  for (const name of ownDatasetsIn(text, options)) {
    const read = await readOwnDataset(name, folder).catch(refusal)
    if ('status' in read) readings.set(name, read)
    else {
      ownDatasets.set(name, read)
      readings.set(name, { status: 'read', facts: factsIn(read) })
    }
  }
  return { experiment: loadExperiment(text, { ...options, readings }), ownDatasets }
}

function refusal(error: unknown): OwnReading {
  if (!(error instanceof OwnDataError)) throw error
  return { status: 'refused', mistakes: error.mistakes, key: error.key }
}
