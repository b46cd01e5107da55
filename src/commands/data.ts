// `bench data list|pull|show`: which of them, of which datasets.
import { type DatasetName, datasets } from '../data/datasets.js'
import { UserError } from '../domain/errors.js'
import { ownFilesOf } from '../domain/own-files.js'
import type { Context, ExitCode } from './context.js'
import { dataList } from './data-list.js'
import { dataPull } from './data-pull.js'
import { dataShow, type ShowOptions } from './data-show.js'
import { datasetNamed, type IdxArguments, idxPair } from './dataset-argument.js'

export interface DataArguments extends ShowOptions, IdxArguments {
  readonly action: 'list' | 'pull' | 'show'
  /** Names, and for show paths of .npz files; all of the table where none is named. */
  readonly datasets?: readonly string[]
  readonly dataDir?: string | undefined
}

export async function data(args: DataArguments, context: Context): Promise<ExitCode> {
  const pair = idxPair(args)
  const named = [...(args.datasets ?? []).map(datasetNamed), ...(pair === null ? [] : [pair])]
  if (args.action === 'show') return dataShow(named.length > 0 ? named : all, args, context)
  const ofTable = named.length > 0 ? named.map(nameOfTable) : all
  return args.action === 'list' ? dataList(ofTable, args, context) : dataPull(ofTable, args, context)
}

const all = Object.keys(datasets) as DatasetName[]

/** Own files are where they are: there is nothing to find or to download. */
function nameOfTable(name: string): DatasetName {
  if (ownFilesOf(name) === null) return name as DatasetName
  throw new UserError([
    {
      code: 'unknown-dataset',
      what: 'only bench data show takes files of your own',
      why: 'list and pull are about the datasets that bench knows',
      fix: 'bench data show mine.npz',
    },
  ])
}
