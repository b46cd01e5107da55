// The middle of `bench run` and `bench resume`: configurations go down, events come up, and only this file sees both ends.
import { join, relative } from 'node:path'
import { createView, type ViewKind } from '../dashboard/view.js'
import type { Dataset } from '../data/dataset.js'
import type { Checkpoint } from '../domain/checkpoint.js'
import type { SweepEvent } from '../domain/events.js'
import type { Plan } from '../domain/trial.js'
import { ThreadsExecutor } from '../executor/threads.js'
import { NoRoom } from '../store/durable.js'
import type { FolderStore } from '../store/folder-store.js'
import { type Finished, runSweep } from '../sweep/run-sweep.js'
import { appendPatiently } from './append-patiently.js'
import type { Context, ExitCode } from './context.js'
import { listenForInterrupt } from './interrupt.js'
import { loadKernels } from './kernels.js'
import { saveSheet } from './save-sheet.js'

export interface Training {
  readonly plan: Plan
  readonly datasets: ReadonlyMap<string, Dataset>
  readonly workers: number
  /** Is closed at the end, however that comes. */
  readonly store: FolderStore
  /** What an earlier execution has left to build on. */
  readonly finished: ReadonlyMap<string, Finished>
  readonly checkpointOf: (trialId: string) => Checkpoint | null
  readonly reporter: ViewKind
}

export async function train(training: Training, context: Context): Promise<ExitCode> {
  const { plan, datasets, store, finished, checkpointOf, reporter } = training
  const runPath = shownPath(store.path, context)
  const interrupt = listenForInterrupt(() => {
    context.stderr.write(`\nstopped at once; to go on: bench resume ${runPath}\n`)
  })
  try {
    const workers = Math.max(1, Math.min(training.workers, plan.trials.length - finished.size))
    const executor = new ThreadsExecutor({ workers, datasets, kernels: await loadKernels() })
    try {
      const view = await createView(reporter, {
        ...context,
        runPath,
        onInterrupt: interrupt.request,
        save: async (sheet, format) => join(runPath, await saveSheet(store.path, sheet, format)),
      })
      try {
        const { clock } = context
        const { signal } = interrupt
        const tally = new Tally()
        const events = runSweep({ plan, executor, clock, signal, finished, checkpoints: checkpointOf })
        for await (const event of events) {
          await appendPatiently(store, event, { view, clock, signal })
          view.update(event)
          tally.hear(event)
        }
        return tally.exitCode
      } finally {
        await view.close()
      }
    } finally {
      await executor.close()
    }
  } catch (error) {
    if (!(error instanceof NoRoom && interrupt.signal.aborted)) throw error
    context.stderr.write(`stopped without room to write in; to go on: bench resume ${runPath}\n`)
    return 130
  } finally {
    await store.close().catch(ignoreNoRoom)
    interrupt.stop()
  }
}

function ignoreNoRoom(error: unknown): void {
  if (!(error instanceof NoRoom)) throw error // it was told before
}

/** The run's folder as the user would write it: from here, where it lies below. */
export function shownPath(path: string, { cwd }: Pick<Context, 'cwd'>): string {
  const fromHere = relative(cwd, path)
  return fromHere.startsWith('..') ? path : fromHere
}

/** What the exit code depends on. */
class Tally {
  #failed = false
  #interrupted = false

  hear(event: SweepEvent): void {
    if (event.type === 'trial-ended' || event.type === 'trial-restored')
      this.#failed ||= event.outcome.status === 'failed'
    if (event.type === 'sweep-ended') this.#interrupted = event.reason === 'interrupted'
  }

  get exitCode(): ExitCode {
    if (this.#interrupted) return 130
    return this.#failed ? 1 : 0
  }
}
