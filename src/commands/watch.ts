// `bench watch`: the dashboard on a run that another process makes, or has made. It takes no lock and writes nothing into the
// folder, but for what is asked of a run in the background.
import { resolve } from 'node:path'
import { chooseView, createView, type View, type ViewKind, type ViewOptions } from '../dashboard/view.js'
import { factsIfKnown } from '../data/datasets.js'
import type { SweepEvent } from '../domain/events.js'
import type { Request } from '../domain/requests.js'
import { printable } from '../report/printable.js'
import type { ClassesOf } from '../statistics/chance-level.js'
import { contradictionsAt } from '../store/contradictions.js'
import { followRun } from '../store/follow.js'
import { holderOf } from '../store/lock.js'
import { mayAsk, postRequest, whoListens } from '../store/mailbox.js'
import { ownDatasetsOf } from '../store/manifest.js'
import { readManifest } from '../store/read-manifest.js'
import type { Context, ExitCode } from './context.js'
import { copyNote } from './copy-note.js'
import { findRun } from './find-run.js'
import { planOfRun } from './plan-of-run.js'
import { runCommand } from './run-command.js'
import { saveSheet } from './save-sheet.js'
import { shownPath } from './shown-path.js'
import { Tally } from './tally.js'

export interface WatchArguments {
  /** A path, a name in the runs folder, the beginning of one, or `latest`. */
  readonly run: string
  readonly runsDir: string
  readonly reporter: ViewKind
  /** Ask nothing of the run, even where it listens. */
  readonly readOnly: boolean
}

/**
 * The dashboard stays until somebody leaves it, also when the sweep has ended: somebody may go on with the run. Lines end with the
 * sweep, and with its exit code.
 */
export async function watch(args: WatchArguments, context: Context): Promise<ExitCode> {
  const runsDir = resolve(context.cwd, args.runsDir)
  const path = await findRun(args.run, { runsDir, cwd: context.cwd })
  // Before the view: what stands above a dashboard is there again when it is left.
  const copied = await copyNote(path, context)
  for (const note of [...(await contradictionsAt(path)), ...(copied === null ? [] : [copied])])
    context.stderr.write(`note: ${printable(note)}\n`)
  const stays = chooseView(args.reporter, context) === 'dashboard'
  const left = new AbortController()
  const leave = () => left.abort()
  const view = await createView(args.reporter, {
    ...context,
    runPath: shownPath(path, context),
    onInterrupt: leave,
    elsewhere: true,
    ...(await steering(path, args, leave)),
    classesOf: await classesIn(path),
    save: (sheet, format) => saveSheet(context.cwd, sheet, format),
  })
  const signals = leaveOnSignals(leave)
  try {
    const following = { path, planOf: planOfRun, clock: context.clock, signal: left.signal }
    const { exitCode, isKilled } = await show(followRun({ ...following, stopAtEnd: !stays }), view)
    await view.close()
    if (isKilled) {
      const what = copied === null ? 'its process has ended before the sweep' : 'it was copied before its end'
      const how = `${shownPath(path, context)} is interrupted: ${what}`
      context.stderr.write(`${printable(`${how}; to go on: ${runCommand('resume', path, context)}`)}\n`)
    }
    if (signals.heard) return 130
    return stays ? 0 : exitCode
  } finally {
    signals.stop()
    await view.close()
  }
}

/** As the manifest has it when the watching begins; of data that the run is extended by later, nothing is said. */
async function classesIn(path: string): Promise<ClassesOf> {
  const own = ownDatasetsOf(await readManifest(path))
  return ({ dataset }) => factsIfKnown(dataset, own)?.classes.length ?? null
}

/** Until the events end. */
async function show(
  events: AsyncIterable<SweepEvent>,
  view: View,
): Promise<{ readonly exitCode: ExitCode; readonly isKilled: boolean }> {
  const tally = new Tally()
  let isKilled = false
  for await (const event of events) {
    isKilled = event.type === 'sweep-ended' && event.isKilled === true
    view.update(event)
    tally.hear(event)
  }
  return { exitCode: tally.exitCode, isKilled }
}

type Steering = Pick<ViewOptions, 'ask' | 'readOnly' | 'leave'>

/** What can be asked of the run from here, or why nothing can. */
async function steering(path: string, { readOnly }: WatchArguments, leave: () => void): Promise<Steering> {
  const why = readOnly ? 'this view was opened with --read-only' : await whyNobodyListens(path)
  const leaving = { afterwards: 'it goes on without this view', yes: leave }
  if (why !== null) return { readOnly: why, leave: leaving }
  const ask = (request: Request) => {
    try {
      postRequest(path, request)
    } catch {
      // Its process has just ended: that is told by what follows.
    }
  }
  return { ask, leave: { ...leaving, stop: () => ask({ type: 'stop' }) } }
}

async function whyNobodyListens(path: string): Promise<string | null> {
  if ((await holderOf(path)) === null) return 'nobody worked on the run when this view was opened'
  if ((await whoListens(path)) === null) return 'the run is made in another terminal, which has its keys'
  return (await mayAsk(path)) ? null : 'you have no permission to write into the folder of the run'
}

/** Whoever ends this process leaves the view, and nothing else. */
function leaveOnSignals(leave: () => void): { readonly heard: boolean; readonly stop: () => void } {
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  let heard = false
  const hear = () => {
    heard = true
    leave()
  }
  for (const name of names) process.on(name, hear)
  const stop = () => {
    for (const name of names) process.off(name, hear)
  }
  return {
    get heard() {
      return heard
    },
    stop,
  }
}
