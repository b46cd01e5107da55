// The download of a dataset into the project's cache, file by file, and the dataset from there.
import { join } from 'node:path'
import { UserError } from '../domain/errors.js'
import { type DatasetFile, filesOf } from './datasets.js'
import { type DownloadOptions, downloadFile } from './download.js'
import { fileCheck } from './file-check.js'
import { idxFolder } from './idx-folder.js'
import type { LookUp } from './look-up.js'
import { dataMistake, systemCode } from './malformed.js'
import { CACHE_NAME, cacheFolder, type Surroundings, tilde } from './places.js'
import { readCandidate, type Sought } from './read-candidate.js'

export interface FillOptions extends DownloadOptions {
  readonly mirrors: readonly string[]
}

/** Throws a UserError where the cache cannot be written. */
export async function fillCache(
  sought: Sought,
  surroundings: Surroundings,
  options: FillOptions,
): Promise<LookUp> {
  const folder = join(cacheFolder(surroundings), sought.name)
  try {
    const tried = await downloadMissing(sought, folder, options)
    if (tried.length > 0) return { status: 'absent', tried }
  } catch (error) {
    const code = systemCode(error)
    if (code === null) throw error
    const fix = 'make room or get the right to write there, or name another folder in XDG_CACHE_HOME'
    throw dataMistake('cache-unwritable', `downloads cannot be kept in ${folder}: ${code}`, undefined, fix)
  }
  const foundIn = `${CACHE_NAME} (${tilde(folder, surroundings)})`
  const reading = await readCandidate(idxFolder(folder), sought, foundIn)
  if (reading.status === 'found') return reading
  const reason = reading.status === 'refused' ? reading.reason : 'its files are gone'
  return { status: 'absent', tried: [`${CACHE_NAME}: ${reason}`] }
}

/** A line for each mirror that failed; none where all files are there. The first file not to be had ends it. */
async function downloadMissing(
  sought: Sought,
  folder: string,
  { mirrors, ...options }: FillOptions,
): Promise<readonly string[]> {
  let order = mirrors
  for (const file of filesOf(sought.entry)) {
    if (await isThere(sought, folder, file)) continue
    const result = await downloadFile(file, order, folder, options)
    if (result.status === 'failed') return result.tried
    // The mirror that had this file is asked first for the next.
    order = [result.mirror, ...mirrors.filter(mirror => mirror !== result.mirror)]
  }
  return []
}

/** Whether an earlier download, cut off between two files, has brought this one already. */
async function isThere({ name, entry }: Sought, folder: string, file: DatasetFile): Promise<boolean> {
  try {
    return (await idxFolder(folder).read(file, fileCheck(name, entry))) !== null
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
}
