// What a command may touch of the outside world. Tests give their own.
import type { Readable } from 'node:stream'
import type { Output } from '../domain/output.js'
import type { Clock } from '../domain/ports.js'

export interface Context {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Data: what a pipe wants. */
  readonly stdout: Output
  /** Talk: progress, warnings, mistakes. */
  readonly stderr: Output
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly clock: Clock
  /** What was typed, without the program's own name. */
  readonly commandLine: readonly string[]
}

/** 0 all well; 1 the sweep ended and a trial failed, or a check did not hold; 2 a bad spec, bad data or bad usage; 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 130
