// Makes a run folder so that nobody ever sees a part of one, and two runs never share one.
import { randomBytes } from 'node:crypto'
import { lstat, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { explainFailure, isSystemError, syncFolder } from './durable.js'

/**
 * Makes the folder under a hidden name, fills it, and renames it, so that nobody ever sees a part of it. A rename onto a
 * folder that holds something fails, so of several processes that want the same name one gets it and the others
 * get it with -2, -3, ... Returns the name.
 */
export async function makeRunFolder(
  runsDir: string,
  wanted: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  await explainFailure(runsDir, () => makeWithParents(runsDir))
  const hidden = join(runsDir, `.${wanted}.${randomBytes(6).toString('hex')}`)
  return explainFailure(join(runsDir, wanted), async () => {
    try {
      await mkdir(hidden)
      for (const [file, text] of Object.entries(files))
        await writeFile(join(hidden, file), text, { flag: 'wx', flush: true })
      await syncFolder(hidden)
      const name = await renameToFree(hidden, runsDir, wanted)
      await syncFolder(runsDir)
      return name
    } catch (error) {
      await rm(hidden, { recursive: true, force: true })
      throw error
    }
  })
}

/** Not mkdir's own `recursive`, which never ends where a system says of every folder that its parent is missing (/proc). */
async function makeWithParents(folder: string): Promise<void> {
  const parent = dirname(folder)
  if (parent !== folder && !(await exists(parent))) await makeWithParents(parent)
  await mkdir(folder).catch(async error => {
    if (!isSystemError(error) || error.code !== 'EEXIST' || !(await stat(folder)).isDirectory()) throw error
  })
}

async function renameToFree(hidden: string, runsDir: string, wanted: string): Promise<string> {
  for (let n = 1; ; n++) {
    const name = n === 1 ? wanted : `${wanted}-${n}`
    const target = join(runsDir, name)
    try {
      await rename(hidden, target)
      return name
    } catch (error) {
      if (!isSystemError(error) || !taken.has(error.code)) throw error
      if (!(await exists(target))) throw error
    }
  }
}

/** What systems say when the target of a rename is there; some of it can mean something else. */
const taken = new Set(['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EPERM', 'EACCES'])

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
