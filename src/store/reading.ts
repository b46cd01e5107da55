// How the files of a run are read: whatever somebody has put in their place is the user's mistake and never a crash, a wait
// without end, or more memory than there is.
import { readFile, stat } from 'node:fs/promises'
import { UserError } from '../domain/errors.js'
import { isSystemError } from './durable.js'

/** The manifest or the trials of 200,000 trials, all configurations different, have some 250 MB. */
const BYTES_MAX = 400_000_000

/** The whole file. Throws a UserError where it is no regular file or larger than any run's; else what the system says. */
export async function readText(file: string): Promise<string> {
  await checkRegular(file)
  return readFile(file, 'utf8')
}

/** Looked at before it is opened: to open a named pipe is to wait for whoever writes to it, and a device may have no end. */
export async function checkRegular(file: string, bytesMax = BYTES_MAX): Promise<void> {
  const found = await stat(file)
  if (!found.isFile()) throw runDamaged(file, 'it is not a regular file')
  if (found.size > bytesMax)
    throw runDamaged(file, `it has ${found.size} bytes; at most ${bytesMax} are read`)
}

/** Turns the operating system's refusal to read a file into the user's mistake. fix: where nothing better is known. */
export async function explainReading<T>(file: string, read: () => Promise<T>, fix?: string): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!isSystemError(error)) throw error
    const [why, usual] = reasons[error.code] ?? [error.message]
    const advice = usual ?? fix
    throw new UserError([
      { code: 'file-unreadable', what: `cannot read ${file}`, why, ...(advice && { fix: advice }) },
    ])
  }
}

const reasons: Readonly<Record<string, readonly [why: string, fix?: string]>> = {
  ENOENT: ['it is missing (ENOENT)', 'put it back; or run the experiment again'],
  ENOTDIR: ['there is a file in the place of a folder (ENOTDIR)'],
  EISDIR: ['there is a folder in the place of a file (EISDIR)'],
  EACCES: ['you have no permission to read it (EACCES)', 'ask its owner, or make it readable'],
  EPERM: ['the system does not permit it (EPERM)'],
}

/** Throws a UserError where a file that every run has is not there. */
export async function checkThere(file: string): Promise<void> {
  const isMissing = await stat(file).then(
    () => false,
    error => isSystemError(error) && error.code === 'ENOENT',
  )
  if (!isMissing) return
  throw new UserError([
    {
      code: 'run-damaged',
      what: `${file} is missing`,
      why: 'every run has one, and what it held cannot be known without it',
      fix: 'put the file back; or run the experiment again',
    },
  ])
}

/** The mistake of a file in a run folder that does not hold what it should. */
export function runDamaged(file: string, why: string, fix = restoreIt): UserError {
  return new UserError([{ code: 'run-damaged', what: `${file} is damaged`, why, fix }])
}

const restoreIt =
  'restore the file, if a spreadsheet or an editor has changed it; or run the experiment again'
