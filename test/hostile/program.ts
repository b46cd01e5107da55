// Starts the real program on hostile input and looks at how it ended: its exit code, what it said and how much
// memory it had.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect } from 'vitest'
import { type Ended, start } from '../end-to-end/bench.js'

export interface Measured extends Ended {
  /** The most memory that the process had at a time. */
  readonly residentMb: number
}

const meter = pathToFileURL(fileURLToPath(new URL('memory-meter.mjs', import.meta.url))).href

export async function measured(cwd: string, ...args: readonly string[]): Promise<Measured> {
  const file = join(cwd, '.resident')
  const ended = await start(cwd, args, {
    NODE_OPTIONS: `--import ${meter}`,
    METER_FILE: file,
    HOME: cwd,
    XDG_CACHE_HOME: join(cwd, '.cache'),
  }).ended
  return { ...ended, residentMb: Number(readFileSync(file, 'utf8')) / 1024 }
}

/** What the program may have in memory, whatever it is given that it refuses. A run with nothing wrong takes 120 to 250 MB. */
export const MEMORY_MB = 400

/** A clear error and exit code 2: no stack, nothing raw for the terminal, within the bound. A hang meets the test's own end. */
export function expectRefused({ code, stdout, stderr, residentMb }: Measured, codeOfMistake?: string): void {
  expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/^error [a-z-]+: ./)
  if (codeOfMistake !== undefined) expect(stderr).toMatch(new RegExp(`^error ${codeOfMistake}:`, 'm'))
  expectPlain(stderr)
  expect(residentMb).toBeLessThan(MEMORY_MB)
}

/** Text that a terminal shows as it is, and no stack of ours. */
export function expectPlain(text: string): void {
  expect(text).not.toMatch(/\n\s+at .*(src|dist|node:)/)
  expect(text).not.toContain('bench has a defect')
  expect(controlsOf(text)).toEqual([])
}

/** Characters that a terminal obeys, but for the line break. */
export function controlsOf(text: string): readonly string[] {
  const found = text.match(/[\p{Cc}\p{Cf}\u2028\u2029]/gu) ?? []
  return [...new Set(found)]
    .filter(character => character !== '\n')
    .map(character => JSON.stringify(character))
}

/** Every file below the folder, so that what was made can be seen. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => !entry.isDirectory())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => !path.endsWith('.resident'))
    .sort()
}
