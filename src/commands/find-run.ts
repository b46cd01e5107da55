// Which run is meant by what someone typed.
import { readdir, stat } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { type MistakeCode, UserError } from '../domain/errors.js'
import { suggest } from '../domain/near-word.js'
import { shellWord } from '../domain/shell-word.js'
import { holdsManifest, listRuns, type RunPlace } from '../store/list-runs.js'
import { readManifest } from '../store/read-manifest.js'
import { runsDirOption } from './runs-dir-option.js'

/**
 * The path of the run that is meant: `latest`, a path, the name of a run, or the beginning of one name only. Throws a
 * UserError when there is none or more than one.
 */
export async function findRun(
  reference: string,
  { runsDir, cwd }: { readonly runsDir: string; readonly cwd: string },
): Promise<string> {
  const path = resolve(cwd, reference)
  if (reference !== '' && (await holdsManifest(path))) return path
  const runs = await listRuns(runsDir)
  if (reference === 'latest' && runs.length > 0) return latest(runs)
  const exact = runs.find(({ name }) => name === reference)
  if (exact) return exact.path
  const option = runsDirOption(relative(cwd, runsDir) || '.')
  const [first, ...others] = runs.filter(({ name }) => name.startsWith(reference))
  if (first === undefined)
    throw (await noRunAt(path, reference, option)) ?? unknownRun(reference, runs, runsDir, option)
  if (others.length > 0) throw ambiguous(reference, [first, ...others])
  return first.path
}

/** The one that was started last. Read one after the other: there may be more runs than a process may open files. */
async function latest(runs: readonly RunPlace[]): Promise<string> {
  let last = { path: '', at: '' }
  for (const { path } of runs) {
    const at = await startOf(path)
    if (at >= last.at) last = { path, at }
  }
  return last.path
}

/**
 * When the run was started. Empty, which is before all others, for one that is known to be of no use; a manifest that could
 * not be read now may well be that of the latest run, so that is no answer.
 */
async function startOf(path: string): Promise<string> {
  try {
    return (await readManifest(path)).started_at
  } catch (error) {
    if (error instanceof UserError && error.mistakes.every(({ code }) => ofNoUse.has(code))) return ''
    throw error
  }
}

const ofNoUse = new Set<MistakeCode>(['run-damaged', 'run-too-new'])

function mistake(code: MistakeCode, what: string, why: string, fix: string): UserError {
  return new UserError([{ code, what, why, fix }])
}

/** Where somebody named what is there and is no run; null where nothing is there. */
async function noRunAt(path: string, reference: string, option: string): Promise<UserError | null> {
  if (reference === '' || reference === 'latest') return null
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error)
  if (found instanceof Error) return whyNotThere(found, reference)
  if (!found.isDirectory())
    return mistake(
      'unknown-run',
      `${reference} is not a run`,
      'it is a file, and a run is a folder',
      /\.ya?ml$/i.test(reference)
        ? `to go on with the latest run of that experiment: bench run ${shellWord(reference)} --resume${option}`
        : `name the folder of the run; bench list${option} shows the runs there are`,
    )
  const names = await readdir(path).catch((error: NodeJS.ErrnoException) => error)
  if (names instanceof Error) return whyNotThere(names, reference)
  return mistake(
    'unknown-run',
    `${reference} is not a run`,
    'there is no manifest.json in that folder',
    `bench list${option} shows the runs there are; where it holds runs: --runs-dir ${shellWord(reference)}`,
  )
}

function whyNotThere({ code }: NodeJS.ErrnoException, reference: string): UserError | null {
  if (code !== 'EACCES' && code !== 'EPERM') return null
  const why = `you have no permission to read it (${code})`
  return mistake('file-unreadable', `cannot read ${reference}`, why, 'ask its owner, or make it readable')
}

function unknownRun(
  reference: string,
  runs: readonly RunPlace[],
  runsDir: string,
  option: string,
): UserError {
  const what = `there is no run "${reference}"`
  if (runs.length === 0)
    return mistake(
      'unknown-run',
      what,
      `${runsDir} holds no runs`,
      `bench run experiments/quickstart.yaml${option}`,
    )
  const nearest = nearestName(reference, runs)
  return mistake(
    'unknown-run',
    what,
    `it is neither a run's folder nor the beginning of a name in ${runsDir}`,
    nearest
      ? `did you mean "${nearest}"?`
      : `bench list${option} shows the runs there are; "latest" is the last one`,
  )
}

/** The last of the names whose beginning is nearest. */
function nearestName(reference: string, runs: readonly RunPlace[]): string | null {
  const beginnings = runs.map(({ name }) => name.slice(0, reference.length))
  const nearest = suggest(reference, beginnings)
  return nearest === null ? null : runs[beginnings.lastIndexOf(nearest)]!.name
}

function ambiguous(reference: string, runs: readonly RunPlace[]): UserError {
  const shown = runs.slice(0, 5).map(({ name }) => name)
  if (runs.length > shown.length) shown.push(`${runs.length - shown.length} more`)
  return mistake(
    'ambiguous-run',
    `"${reference}" is the beginning of ${runs.length} runs`,
    shown.join(', '),
    'write more of the name, or "latest"',
  )
}
