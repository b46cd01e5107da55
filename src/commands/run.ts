// `bench run`: the map of the program. Configurations go down, events come up, and only this file sees both ends.
import { relative, resolve } from 'node:path'
import { createView, type ViewKind } from '../dashboard/view.js'
import type { SweepEvent } from '../domain/events.js'
import { ThreadsExecutor } from '../executor/threads.js'
import { csvDialect } from '../store/csv.js'
import { createRunStore } from '../store/run-folder.js'
import { expand } from '../sweep/expand.js'
import { runSweep } from '../sweep/run-sweep.js'
import type { Context, ExitCode } from './context.js'
import { loadDatasets } from './datasets.js'
import { openExperiment, type SpecArguments } from './experiment-file.js'
import { listenForInterrupt } from './interrupt.js'
import { loadKernels } from './kernels.js'
import { runFacts } from './run-facts.js'
import { refuseSlowGradients } from './slow-gradients.js'
import { workerCount } from './worker-count.js'

export interface RunArguments extends SpecArguments {
  readonly workers?: number
  readonly runsDir: string
  readonly dataDir?: string
  readonly reporter: ViewKind
  /** Begin even what would take far too long. */
  readonly force: boolean
  readonly csvBom: boolean
  readonly csvDelimiter: string
}

export async function run(args: RunArguments, context: Context): Promise<ExitCode> {
  const csv = csvDialect({ bom: args.csvBom, delimiter: args.csvDelimiter })
  const { text, experiment, ownDatasets } = await openExperiment(args, context)
  const plan = expand(experiment)
  if (!args.force) refuseSlowGradients(plan)
  const workers = Math.min(workerCount(args.workers), plan.trials.length)
  const datasets = await loadDatasets(plan, ownDatasets, args.dataDir, context)
  const store = await createRunStore({
    runsDir: resolve(context.cwd, args.runsDir),
    experimentText: text,
    plan,
    manifest: await runFacts(datasets.values(), workers, context),
    clock: context.clock,
    csv,
  })
  const executor = new ThreadsExecutor({ workers, datasets, kernels: await loadKernels() })
  const runPath = shown(store.path, context)
  const interrupt = listenForInterrupt(() => {
    context.stderr.write(`\nstopped at once; what was written until now is in ${runPath}\n`)
  })
  try {
    const view = await createView(args.reporter, { ...context, runPath, onInterrupt: interrupt.request })
    try {
      const tally = new Tally()
      for await (const event of runSweep({
        plan,
        executor,
        clock: context.clock,
        signal: interrupt.signal,
      })) {
        await store.append(event)
        view.update(event)
        tally.hear(event)
      }
      return tally.exitCode
    } finally {
      await view.close()
    }
  } finally {
    await Promise.all([store.close(), executor.close()])
    interrupt.stop()
  }
}

/** The run's folder as the user would write it: from here, where it lies below. */
function shown(path: string, { cwd }: Context): string {
  const fromHere = relative(cwd, path)
  return fromHere.startsWith('..') ? path : fromHere
}

/** What the exit code depends on. */
class Tally {
  #failed = false
  #interrupted = false

  hear(event: SweepEvent): void {
    if (event.type === 'trial-ended' && event.outcome.status === 'failed') this.#failed = true
    if (event.type === 'sweep-ended' && event.reason === 'interrupted') this.#interrupted = true
  }

  get exitCode(): ExitCode {
    if (this.#interrupted) return 130
    return this.#failed ? 1 : 0
  }
}
