// The runs that `bench compare` was given: found, read, and each with a name of its own.
import { relative, resolve } from 'node:path'
import { plural } from '../report/numbers.js'
import { printable } from '../report/printable.js'
import { readRun, type StoredRun } from '../store/read-run.js'
import type { Context } from './context.js'
import { findRun } from './find-run.js'
import { notesOn } from './notes-on.js'
import { runCommand } from './run-command.js'
import { type RunStatus, statusOfRun } from './run-status.js'

export interface NamedRun {
  /** The folder's name; where two runs have the same, their paths. */
  readonly name: string
  readonly run: StoredRun
  /** The command line that trains a trial of it again. */
  readonly verify: (trialId: string) => string
  readonly status: RunStatus
  /** What is not in order with it. */
  readonly notes: readonly string[]
}

/** In the order in which they were named, each once. What is not whole is told on stderr. */
export async function readRuns(
  references: readonly string[],
  runsDir: string,
  context: Pick<Context, 'cwd' | 'stderr'>,
): Promise<readonly NamedRun[]> {
  const { cwd } = context
  const paths = new Set<string>()
  for (const reference of references)
    paths.add(resolve(await findRun(reference, { runsDir: resolve(cwd, runsDir), cwd })))
  const runs: NamedRun[] = []
  // One after the other: there may be more runs than a process may open files.
  for (const path of paths) {
    const run = await readRun(path)
    const notes = await notesOn(run, context)
    const verify = (trialId: string) => runCommand('verify', path, { cwd }, '--trial', trialId)
    runs.push({ name: run.name, run, verify, status: await statusOfRun(path, run.manifest), notes })
  }
  const named = runs.map(({ name, ...rest }) => {
    const isOnly = runs.filter(other => other.name === name).length === 1
    return { name: isOnly ? name : relative(cwd, rest.run.path) || '.', ...rest }
  })
  for (const note of named.flatMap(run => notesOf(run, cwd)))
    context.stderr.write(`note: ${printable(note)}\n`)
  return named
}

function notesOf({ name, run, status, notes }: NamedRun, cwd: string): readonly string[] {
  const missing = run.manifest.trials.planned - run.trials.length
  if (missing <= 0) return notes
  const how = `${name} is ${status}: ${plural(missing, 'trial')} of ${run.manifest.trials.planned}`
  const toFinish = status === 'interrupted' ? `; ${runCommand('resume', run.path, { cwd })} trains them` : ''
  return [...notes, `${how} ${missing === 1 ? 'has' : 'have'} no result yet${toFinish}`]
}
