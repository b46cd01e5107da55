// Reads and checks the experiment file that a command was given.
import { open, readdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { dataMistake, systemCode, whyUnreadable } from '../data/malformed.js'
import { suggest } from '../domain/near-word.js'
import { printable } from '../report/printable.js'
import { type LoadedExperiment, loadWithData } from '../spec/load-with-data.js'
import { MAX_FILE_BYTES } from '../spec/parse-yaml.js'
import type { Context } from './context.js'

/** What every command that takes an experiment file takes. */
export interface SpecArguments {
  readonly spec: string
  readonly set?: readonly string[]
  readonly seeds?: string
}

export interface OpenedExperiment extends LoadedExperiment {
  readonly text: string
}

/** One byte more than may be there: the reader then sees that the file is too large, and no more of it was read. */
const BYTES_MAX = MAX_FILE_BYTES + 1

export async function openExperiment(
  { spec, set, seeds }: SpecArguments,
  { cwd, stdin, stderr }: Context,
): Promise<OpenedExperiment> {
  // yargs hands on a lone - as an empty string.
  const isStdin = spec === '' || spec === '-'
  const waiting = sayWhenWaiting(isStdin ? 'standard input' : spec, stderr)
  const read = isStdin ? readAll(stdin, waiting) : readStart(resolve(cwd, spec), spec, waiting)
  const text = await read.finally(waiting.end)
  const loaded = await loadWithData(text, {
    folder: isStdin ? cwd : dirname(resolve(cwd, spec)),
    file: isStdin ? 'stdin' : spec,
    ...(set === undefined ? {} : { overrides: set }),
    ...(seeds === undefined ? {} : { seeds }),
  })
  return { text, ...loaded }
}

/** How long nothing may come before somebody wonders. */
const PATIENCE_MS = 1000

interface Waiting {
  /** Something has come, or nothing more will. */
  readonly end: () => void
}

/** A pipe that nobody writes to would look like a program that hangs, and so would a terminal at which nobody knows what to type. */
function sayWhenWaiting(from: string, stderr: Context['stderr']): Waiting {
  const timer = setTimeout(() => {
    stderr.write(`waiting for an experiment from ${printable(from)}; Ctrl-C gives up\n`)
  }, PATIENCE_MS)
  return { end: () => clearTimeout(timer) }
}

/** What comes on the stream, and no more of it than a file may have. */
async function readAll(stdin: Context['stdin'], waiting: Waiting): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stdin) {
    waiting.end()
    chunks.push(Buffer.from(chunk))
    length += chunk.length
    if (length >= BYTES_MAX) break
  }
  return Buffer.concat(chunks).toString('utf8', 0, BYTES_MAX)
}

/** The first bytes of a file, as text: whatever is named, no more than these are read. */
async function readStart(path: string, shown: string, waiting: Waiting): Promise<string> {
  try {
    const file = await open(path)
    try {
      const buffer = Buffer.alloc(BYTES_MAX)
      let length = 0
      for (;;) {
        // From where the last read ended, not from a position: a pipe has none, and gives as much as it has.
        const { bytesRead } = await file.read(buffer, length, BYTES_MAX - length, null)
        waiting.end()
        length += bytesRead
        if (bytesRead === 0) return buffer.toString('utf8', 0, length)
      }
    } finally {
      await file.close()
    }
  } catch (error) {
    const code = systemCode(error)
    const why = code === null ? (error as Error).message : whyUnreadable(code)
    const fix = code === 'ENOENT' ? await adviseMissing(path, shown) : fixes[code ?? '']
    throw dataMistake('file-unreadable', `${shown} cannot be read`, why, fix)
  }
}

const fixes: Readonly<Record<string, string>> = { EISDIR: 'name one of the files in it' }

/** The experiment file that was most likely meant: of the same name with another ending, or of nearly the same. */
async function adviseMissing(path: string, shown: string): Promise<string> {
  const folder = dirname(path)
  const beside = await namesIn(folder)
  const [written, ...known] = [basename(path), ...beside].map(withoutEnding)
  const meant = suggest(written!, known)
  const name = beside[known.indexOf(meant ?? '')]
  if (name === undefined) return 'the experiments that come with bench are in experiments/'
  return `did you mean ${join(dirname(shown), name)}?`
}

const ENDING = /\.ya?ml$/i
const withoutEnding = (name: string) => name.replace(ENDING, '')

/** The experiment files of a folder; none where there is no such folder. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter(name => ENDING.test(name)).sort()
  } catch {
    return []
  }
}
