// The middle of `bench run` and `bench resume`: configurations go down, events come up, and only this file sees both ends.
import { join } from 'node:path'
import { chooseView, createView, type ViewKind } from '../dashboard/view.js'
import type { Dataset } from '../data/dataset.js'
import { UserError } from '../domain/errors.js'
import type { Request } from '../domain/requests.js'
import type { Plan } from '../domain/trial.js'
import { ThreadsExecutor } from '../executor/threads.js'
import { printable } from '../report/printable.js'
import { NoRoom } from '../store/durable.js'
import type { FolderStore } from '../store/folder-store.js'
import { freeBytes } from '../store/free-bytes.js'
import { Requests } from '../sweep/requests.js'
import { type Finished, runSweep } from '../sweep/run-sweep.js'
import { appendPatiently } from './append-patiently.js'
import { type GoingOn, goOnInBackground, isInBackground, listenInBackground } from './background.js'
import type { Context, ExitCode } from './context.js'
import { type Retelling, withEarlierCurves } from './earlier-curves.js'
import { listenForInterrupt } from './interrupt.js'
import { loadKernels } from './kernels.js'
import { runCommand } from './run-command.js'
import { saveSheet } from './save-sheet.js'
import { shownPath } from './shown-path.js'
import { Tally } from './tally.js'

export interface Training {
  readonly plan: Plan
  readonly datasets: ReadonlyMap<string, Dataset>
  /** How many are wanted; there are fewer where there is less to do. */
  readonly workers: number
  /** Is closed at the end, however that comes. */
  readonly store: FolderStore
  /** What an earlier execution has left to build on. */
  readonly finished: ReadonlyMap<string, Finished>
  readonly reporter: ViewKind
  /** With what it goes on in the background, when somebody leaves the dashboard and the sweep is to go on. */
  readonly goingOn: GoingOn
}

export async function train(training: Training, context: Context): Promise<ExitCode> {
  const { exitCode, left } = await trainHere(training, context)
  if (left === null || exitCode !== 130) return exitCode
  return goOnInBackground(training.store.path, { ...left, isNamed: true }, context)
}

/** Throws a UserError where the system does not let the kernels have their memory. */
async function startWorkers(
  workers: number,
  datasets: Training['datasets'],
  goOn: string,
): Promise<ThreadsExecutor> {
  const kernels = await loadKernels()
  try {
    return new ThreadsExecutor({ workers, datasets, kernels })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new UserError([
      {
        code: 'address-space-too-small',
        what: 'the system does not let this process reserve the memory of the kernels',
        why: `${error.message}; it reserves addresses for 4 GiB, and uses as much as the networks need`,
        fix: `raise the limit (ulimit -v), then: ${goOn}`,
      },
    ])
  }
}

interface Trained {
  readonly exitCode: ExitCode
  /** How it is to go on, where somebody has left the dashboard and not the sweep. */
  readonly left: GoingOn | null
}

async function trainHere(training: Training, context: Context): Promise<Trained> {
  const { plan, datasets, store, finished, reporter } = training
  const runPath = shownPath(store.path, context)
  const goOn = printable(runCommand('resume', store.path, context))
  const interrupt = listenForInterrupt(() => {
    context.stderr.write(`\nstopped at once; to go on: ${goOn}\n`)
  })
  const requests = new Requests()
  // A stop also ends the wait for room on a disk that is full, so it goes the way of the signals.
  const ask = (request: Request) => (request.type === 'stop' ? interrupt.ask() : requests.ask(request))
  let { goingOn } = training
  let isLeft = false
  const leave = {
    afterwards: 'it goes on in the background, from where it is',
    yes: () => {
      isLeft = true
      interrupt.ask()
    },
    stop: interrupt.ask,
  }
  try {
    const workers = Math.max(1, Math.min(training.workers, plan.trials.length - finished.size))
    const executor = await startWorkers(workers, datasets, goOn)
    try {
      const view = await createView(reporter, {
        ...context,
        runPath,
        onInterrupt: interrupt.request,
        ask,
        ...(!isInBackground(context) && { leave }),
        classesOf: ({ dataset }) => datasets.get(dataset)!.classes.length,
        freeBytes: () => freeBytes(store.path),
        save: async (sheet, format) => join(runPath, await saveSheet(store.path, sheet, format)),
      })
      const retell = await retelling(training, context)
      const mailbox = await listenInBackground(store, ask, context)
      try {
        const { clock } = context
        const { signal } = interrupt
        const tally = new Tally()
        const events = runSweep({
          plan,
          executor,
          clock,
          signal,
          requests,
          workers: training.workers,
          finished,
          earlierS: store.earlierS,
          checkpoints: trialId => store.checkpointOf(trialId),
        })
        for await (const event of events) {
          await appendPatiently(store, event, { view, clock, signal })
          for (const told of retell(event)) view.update(told)
          tally.hear(event)
          if (event.type === 'workers-changed') goingOn = { ...goingOn, workers: event.workers }
        }
        await view.untilLeft?.(signal)
        return { exitCode: tally.exitCode, left: isLeft ? goingOn : null }
      } finally {
        await mailbox?.close()
        await view.close()
      }
    } finally {
      await executor.close()
    }
  } catch (error) {
    if (!(error instanceof NoRoom && interrupt.signal.aborted)) throw error
    context.stderr.write(`stopped without room to write in; to go on: ${goOn}\n`)
    return { exitCode: 130, left: null }
  } finally {
    await store.close().catch(ignoreNoRoom)
    interrupt.stop()
  }
}

/** Only the dashboard draws curves. */
async function retelling(training: Training, context: Context): Promise<Retelling> {
  const draws = chooseView(training.reporter, context) === 'dashboard'
  return draws ? withEarlierCurves(training) : event => [event]
}

function ignoreNoRoom(error: unknown): void {
  if (!(error instanceof NoRoom)) throw error // it was told before
}
