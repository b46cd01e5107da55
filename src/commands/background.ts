// A run that goes on without a terminal: `--detach`, and a dashboard that is left while the sweep goes on. What is started is
// `bench resume`, in a session of its own, with its output in a file of the run's folder; it listens to requests.jsonl.
import { spawn } from 'node:child_process'
import { type FileHandle, open } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ViewKind } from '../dashboard/view.js'
import { UserError } from '../domain/errors.js'
import type { Request } from '../domain/requests.js'
import { printable } from '../report/printable.js'
import { explainFailure } from '../store/durable.js'
import type { FolderStore } from '../store/folder-store.js'
import { type Mailbox, openMailbox, whoListens } from '../store/mailbox.js'
import type { Finished } from '../sweep/run-sweep.js'
import type { Context, ExitCode } from './context.js'
import { runCommand, runWord } from './run-command.js'
import { runsDirOption } from './runs-dir-option.js'
import { shownPath } from './shown-path.js'
import { talk } from './talk.js'

/** Where the process in the background writes what it would have told a terminal. */
export const OUTPUT_FILE = 'output.txt'

/** Says to the process that it is the one in the background. */
const MARK = 'BENCH_IN_BACKGROUND'

const program = fileURLToPath(new URL('../../bin/bench.js', import.meta.url))

/** What of a command line holds for the rest of the run as well. */
export interface GoingOn {
  readonly workers?: number
  readonly dataDir?: string
  readonly force: boolean
  readonly acceptVersion?: boolean
}

/** What runs in the background has no terminal to show anything on. Throws a UserError where it was told how to. */
export function checkReporter({
  detach,
  reporter,
  runsDir,
}: {
  readonly detach?: boolean
  readonly reporter: ViewKind
  readonly runsDir: string
}): void {
  if (!detach || reporter === 'auto') return
  throw new UserError([
    {
      code: 'bad-option',
      what: `--reporter ${reporter} beside --detach`,
      why: `nothing is shown of a run in the background; what it says goes to ${OUTPUT_FILE} in its folder`,
      fix: `leave one of them out; bench watch latest --reporter ${reporter}${runsDirOption(runsDir)} shows a run in the background`,
    },
  ])
}

/**
 * Hands over a run on which nothing is trained yet: ends it in good order, and starts the process that goes on. The store is closed
 * then, however that comes. Resolves when that process has the run, has checked all that can go wrong, and trains.
 */
export async function detach(
  { store, finished }: { readonly store: FolderStore; readonly finished: ReadonlyMap<string, Finished> },
  goingOn: GoingOn,
  context: Context,
): Promise<ExitCode> {
  try {
    const at = context.clock.now()
    for (const [trialId, known] of finished)
      await store.append({ type: 'trial-restored', at, trialId, ...known })
    await store.append({ type: 'sweep-ended', at, reason: 'interrupted' })
  } finally {
    await store.close()
  }
  return goOnInBackground(store.path, goingOn, context)
}

interface HandedOver extends GoingOn {
  /** A dashboard has said where the run is, and how to come back. */
  readonly isNamed?: boolean
}

/** Starts a process that goes on with a run that nobody holds. */
export async function goOnInBackground(
  path: string,
  goingOn: HandedOver,
  context: Context,
): Promise<ExitCode> {
  const file = join(path, OUTPUT_FILE)
  const output = await explainFailure(file, () => open(file, 'a+'))
  try {
    const { size } = await output.stat()
    const code = await start(path, goingOn, { output, context })
    if (code !== null) context.stderr.write(printableLines(await textFrom(output, size)))
    const isForPrograms = code !== 2 && !goingOn.isNamed
    if (isForPrograms) context.stdout.write(`${printable(shownPath(path, context))}\n`)
    return code ?? 0
  } finally {
    await output.close()
  }
}

/** Resolves with null when the process trains, else with its exit code: it has ended before, all being done or something wrong. */
async function start(
  path: string,
  goingOn: HandedOver,
  { output, context }: { readonly output: FileHandle; readonly context: Context },
): Promise<ExitCode | null> {
  const child = spawn(process.execPath, [...process.execArgv, program, ...wordsFor(path, goingOn, context)], {
    cwd: context.cwd,
    env: { ...context.env, [MARK]: '1' },
    detached: true, // a session of its own: nothing that ends the terminal ends it
    windowsHide: true,
    stdio: ['ignore', output.fd, output.fd],
  })
  let ended: ExitCode | null = null
  const failed = new Promise<never>((_, reject) => child.on('error', reject))
  failed.catch(() => {}) // awaited below; until then it is not unhandled
  child.on('exit', code => {
    ended = code === 0 || code === 1 || code === 130 ? code : 2
  })
  while (ended === null) {
    if ((await whoListens(path))?.pid === child.pid) {
      child.unref()
      sayWhere({ path, pid: child.pid!, isNamed: goingOn.isNamed ?? false }, context)
      return null
    }
    await Promise.race([sleep(50), failed])
  }
  return ended
}

/**
 * What that process is told, in no more words than a person would need: they are shown to whoever asks who holds the run. A process
 * without a terminal writes plain lines.
 */
export function wordsFor(
  path: string,
  { workers, dataDir, force, acceptVersion }: GoingOn,
  context: Pick<Context, 'cwd'>,
): readonly string[] {
  return [
    ...['resume', runWord(path, context)],
    ...(workers === undefined ? [] : ['--workers', String(workers)]),
    ...(dataDir === undefined ? [] : ['--data-dir', resolve(context.cwd, dataDir)]),
    ...(force ? ['--force'] : []),
    ...(acceptVersion ? ['--accept-version'] : []),
  ]
}

interface Whereabouts {
  readonly path: string
  readonly pid: number
  readonly isNamed: boolean
}

/** How to come back. */
export function sayWhere(
  { path, pid, isNamed }: Whereabouts,
  context: Pick<Context, 'cwd' | 'stderr'>,
): void {
  talk(`process ${pid} goes on with it in the background; closing this terminal does not end it`, context)
  // Not by talk: a command is there to be copied.
  if (!isNamed)
    context.stderr.write(`to see it, and to stop it: ${printable(runCommand('watch', path, context))}\n`)
  talk(`what it has to say: ${OUTPUT_FILE} in the folder of the run`, context)
}

async function textFrom(file: FileHandle, start: number): Promise<string> {
  const { size } = await file.stat()
  const bytes = Buffer.alloc(Math.max(0, Math.min(size - start, 1 << 16)))
  await file.read(bytes, 0, bytes.length, start)
  return bytes.toString('utf8')
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n')
}

/** Listens to what people ask from elsewhere, where this is the process in the background. */
export async function listenInBackground(
  store: FolderStore,
  ask: (request: Request) => void,
  { env, clock }: Context,
): Promise<Mailbox | null> {
  if (env[MARK] !== '1') return null
  let ignored = 0
  return openMailbox(store.path, ask, why => {
    if (ignored++ < IGNORED_MAX)
      store.noteEntry({ at: clock.now(), event: 'request-ignored', detail: why }).catch(() => {})
  })
}

/** Whoever fills the mailbox with nonsense does not fill the log. */
const IGNORED_MAX = 100

export function isInBackground({ env }: Pick<Context, 'env'>): boolean {
  return env[MARK] === '1'
}
