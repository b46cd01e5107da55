// A Python that has numpy, for tests that hold files against it: the system's, which a package of its distribution gives
// numpy to, or else the user's.
import { execFileSync } from 'node:child_process'

/** Its command; null where there is none, and tests that need it are skipped. */
export const numpyPython: string | null =
  ['/usr/bin/python3', 'python3'].find(command => {
    try {
      execFileSync(command, ['-c', 'import numpy'], { stdio: 'ignore', timeout: 30_000 })
      return true
    } catch {
      return false
    }
  }) ?? null

/** Runs a script with `np` imported; arguments are in sys.argv[1:]. Returns what it prints, from JSON. */
export function runNumpy(script: string, ...args: readonly string[]): unknown {
  const output = execFileSync(numpyPython!, ['-c', `import json, sys, numpy as np\n${script}`, ...args], {
    encoding: 'utf8',
    timeout: 30_000,
    maxBuffer: 2 ** 26,
  })
  return output.trim() === '' ? null : JSON.parse(output)
}
