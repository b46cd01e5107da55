// `bench data list|pull|show`: which of them, of which datasets.
import { type DatasetName, datasets } from '../data/datasets.js'
import { UserError } from '../domain/errors.js'
import { adviseName } from '../spec/suggest.js'
import type { Context, ExitCode } from './context.js'
import { dataList } from './data-list.js'
import { dataPull } from './data-pull.js'
import { dataShow, type ShowOptions } from './data-show.js'

export interface DataArguments extends ShowOptions {
  readonly action: 'list' | 'pull' | 'show'
  /** All of them where none is named. */
  readonly datasets?: readonly string[]
  readonly dataDir?: string | undefined
}

export async function data(args: DataArguments, context: Context): Promise<ExitCode> {
  const all = Object.keys(datasets) as DatasetName[]
  const named = args.datasets?.length ? args.datasets.map(checkedName) : all
  switch (args.action) {
    case 'list':
      return dataList(named, args, context)
    case 'pull':
      return dataPull(named, args, context)
    case 'show':
      return dataShow(named, args, context)
  }
}

function checkedName(name: string): DatasetName {
  if (Object.hasOwn(datasets, name)) return name as DatasetName
  const known = Object.keys(datasets)
  throw new UserError([
    {
      code: 'unknown-dataset',
      what: `dataset "${name}" is not known`,
      why: `it must be one of ${known.join(', ')}`,
      ...adviseName(name, known, 'datasets'),
    },
  ])
}
