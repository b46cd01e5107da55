// Which runs a folder holds.
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isSystemError } from './durable.js'
import { explainReading } from './reading.js'

export interface RunPlace {
  /** The folder's name. */
  readonly name: string
  readonly path: string
}

/** Runs of a folder, by name. A folder that is not there holds none. Throws a UserError where it is a file, or cannot be read. */
export async function listRuns(runsDir: string): Promise<readonly RunPlace[]> {
  const names = await folderNames(runsDir)
  const places = names.map(name => ({ name, path: join(runsDir, name) }))
  const isRun = await Promise.all(places.map(({ path }) => holdsManifest(path)))
  return places.filter((_, i) => isRun[i])
}

async function folderNames(path: string): Promise<readonly string[]> {
  const entries = await explainReading(
    path,
    () =>
      readdir(path).catch(error => {
        if (isSystemError(error) && error.code === 'ENOENT') return []
        throw error
      }),
    'runs are in folders of their own, in runs/ or where --runs-dir says',
  )
  return entries.filter(name => !name.startsWith('.')).sort()
}

/** What makes a folder a run. */
export async function holdsManifest(path: string): Promise<boolean> {
  return stat(join(path, 'manifest.json')).then(
    entry => entry.isFile(),
    () => false,
  )
}
