// A context whose streams are kept as text, for tests of commands that only write.
import { PassThrough, Writable } from 'node:stream'
import type { Context } from '../../src/commands/context.js'

class TextSink extends Writable {
  text = ''
  readonly isTTY: boolean
  readonly columns: number

  constructor(columns: number | null) {
    super()
    this.isTTY = columns !== null
    this.columns = columns ?? 80
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

export interface Captured {
  readonly context: Context
  readonly out: () => string
  readonly talk: () => string
}

/** columns: of a terminal; a pipe by default. */
export function capture(cwd: string, columns: number | null = null): Captured {
  const [stdout, stderr] = [new TextSink(columns), new TextSink(columns)]
  const context: Context = {
    cwd,
    env: { LANG: 'C.UTF-8' },
    stdout,
    stderr,
    stdin: new PassThrough(),
    clock: { now: () => new Date('2026-11-21T17:00:00Z') },
    commandLine: [],
  }
  return { context, out: () => stdout.text, talk: () => stderr.text }
}
