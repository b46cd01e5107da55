// Reads and checks the experiment file that a command was given.
import { open } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { UserError } from '../domain/errors.js'
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
  { cwd, stdin }: Context,
): Promise<OpenedExperiment> {
  // yargs hands on a lone - as an empty string.
  const isStdin = spec === '' || spec === '-'
  const text = isStdin ? await readAll(stdin) : await readStart(resolve(cwd, spec), spec)
  const loaded = await loadWithData(text, {
    folder: isStdin ? cwd : dirname(resolve(cwd, spec)),
    file: isStdin ? 'stdin' : spec,
    ...(set === undefined ? {} : { overrides: set }),
    ...(seeds === undefined ? {} : { seeds }),
  })
  return { text, ...loaded }
}

/** What comes on the stream, and no more of it than a file may have. */
async function readAll(stdin: Context['stdin']): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stdin) {
    chunks.push(Buffer.from(chunk))
    length += chunk.length
    if (length >= BYTES_MAX) break
  }
  return Buffer.concat(chunks).toString('utf8', 0, BYTES_MAX)
}

/** The first bytes of a file, as text: whatever is named, no more than these are read. */
async function readStart(path: string, shown: string): Promise<string> {
  try {
    const file = await open(path)
    try {
      const buffer = Buffer.alloc(BYTES_MAX)
      let length = 0
      for (;;) {
        // From where the last read ended, not from a position: a pipe has none, and gives as much as it has.
        const { bytesRead } = await file.read(buffer, length, BYTES_MAX - length, null)
        length += bytesRead
        if (bytesRead === 0) return buffer.toString('utf8', 0, length)
      }
    } finally {
      await file.close()
    }
  } catch (error) {
    throw new UserError([{ code: 'file-unreadable', what: `${shown} cannot be read`, ...explain(error) }])
  }
}

function explain(error: unknown): { readonly why: string; readonly fix?: string } {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return { why: 'there is no such file', fix: 'the experiments that come with bench are in experiments/' }
    case 'EISDIR':
      return { why: 'it is a folder', fix: 'name one of the files in it' }
    case 'EACCES':
      return { why: 'you may not read it' }
    default:
      return { why: error instanceof Error ? error.message : String(error) }
  }
}
