// Experiments for a program of one's own: planned from what a file would hold, and run with their events to iterate over.
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { loadKernels } from '../commands/kernels.js'
import { runFacts } from '../commands/run-facts.js'
import type { Dataset } from '../data/dataset.js'
import type { LoadOptions } from '../data/load.js'
import type { SweepEvent } from '../domain/events.js'
import type { Clock, Executor, RunStore } from '../domain/ports.js'
import type { Plan } from '../domain/trial.js'

/**
 * An experiment as a file has it: the text of one, or the same keys as an object. Paths of the `sweep` may be written as
 * they are in the file: `{ 'model.hidden': [[32], [64]] }`.
 */
export type WrittenExperiment = string | Readonly<Record<string, unknown>>

export interface PlanOptions {
  /** How the experiment is called in messages; `experiment`. */
  readonly file?: string
  /** What paths of one's own images are relative to; the current folder. */
  readonly folder?: string
  /** `path=value`, as given with --set. */
  readonly set?: readonly string[]
}

/** All trials of an experiment, with what it was written as. */
export interface ExperimentPlan extends Plan {
  readonly text: string
  /** One's own images that it names, by the text that configurations have for them. */
  readonly ownDatasets: ReadonlyMap<string, Dataset>
}

/**
 * Checks an experiment and expands it into its trials; trains nothing. Throws a UserError with every mistake, each with its
 * line and column; an object's are those in its JSON.
 */
export async function planExperiment(
  written: WrittenExperiment,
  { file = 'experiment', folder = '.', set = [] }: PlanOptions = {},
): Promise<ExperimentPlan> {
  const text = typeof written === 'string' ? written : `${JSON.stringify(written, null, 2)}\n`
  const [{ loadWithData }, { expand }] = await Promise.all([
    import('../spec/load-with-data.js'),
    import('../sweep/expand.js'),
  ])
  const { experiment, ownDatasets } = await loadWithData(text, {
    file,
    folder: resolve(folder),
    overrides: set,
  })
  return { ...expand(experiment), text, ownDatasets }
}

export interface RunOptions {
  /** Trials at a time; one a core. The results are the same for any number. */
  readonly workers?: number
  /** Aborting it ends what is under way; the last event then says `interrupted`. */
  readonly signal?: AbortSignal
  /** Keeps the run as a folder in this one, as `bench run` does; without it nothing is written. */
  readonly runsDir?: string
  /** How the datasets are looked for, and who hears of downloads. */
  readonly data?: LoadOptions
}

/** A run to iterate over, once: `for await (const event of run)`. */
export class ExperimentRun implements AsyncIterable<SweepEvent> {
  readonly plan: ExperimentPlan
  readonly #options: RunOptions
  #folder: string | null = null
  #isTaken = false

  constructor(plan: ExperimentPlan, options: RunOptions) {
    this.plan = plan
    this.#options = options
  }

  /** Where the run is kept: a path from the first event on, where `runsDir` was given; else null. */
  get folder(): string | null {
    return this.#folder
  }

  /**
   * Starts the threads; they end with the last event, or when the loop is left. What an event says is in the run folder
   * before the next one comes. Throws a UserError where a dataset is nowhere to be had or the folder cannot be written.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<SweepEvent> {
    if (this.#isTaken) throw new Error('a run can be iterated over once; runExperiment makes another')
    this.#isTaken = true
    const { plan } = this
    const { signal = new AbortController().signal } = this.#options
    const workers = Math.min(workersOf(this.#options), plan.trials.length)
    const datasets = await loadAll(plan, this.#options.data)
    const store = await this.#openStore(datasets, workers)
    try {
      const executor = await threads(workers, datasets)
      try {
        const { runSweep } = await import('../sweep/run-sweep.js')
        for await (const event of runSweep({ plan, executor, clock, signal })) {
          await store?.append(event)
          yield event
        }
      } finally {
        await executor.close()
      }
    } finally {
      await store?.close()
    }
  }

  async #openStore(datasets: ReadonlyMap<string, Dataset>, workers: number): Promise<RunStore | null> {
    const { runsDir } = this.#options
    if (runsDir === undefined) return null
    const { createRunStore } = await import('../store/run-folder.js')
    const facts = await runFacts(datasets.values(), workers, { cwd: process.cwd(), commandLine: [] })
    const store = await createRunStore({
      runsDir: resolve(runsDir),
      experimentText: this.plan.text,
      plan: this.plan,
      manifest: { ...facts, commandLine: ['node', ...process.argv.slice(1)] },
      clock,
    })
    this.#folder = store.path
    return store
  }
}

/** Trains the trials of a plan in worker threads when it is iterated over. */
export function runExperiment(plan: ExperimentPlan, options: RunOptions = {}): ExperimentRun {
  workersOf(options)
  return new ExperimentRun(plan, options)
}

const clock: Clock = { now: () => new Date() }

/** Throws RangeError where there cannot be so many. */
function workersOf({ workers = availableParallelism() }: RunOptions): number {
  if (!Number.isSafeInteger(workers) || workers < 1)
    throw new RangeError(`workers is ${workers}; it must be an integer from 1`)
  return workers
}

async function threads(workers: number, datasets: ReadonlyMap<string, Dataset>): Promise<Executor> {
  const [{ ThreadsExecutor }, kernels] = await Promise.all([import('../executor/threads.js'), loadKernels()])
  return new ThreadsExecutor({ workers, datasets, kernels })
}

/** Every dataset of the plan, by the text that configurations have for it. */
async function loadAll(
  { trials, ownDatasets }: ExperimentPlan,
  options: LoadOptions | undefined,
): Promise<ReadonlyMap<string, Dataset>> {
  const { loadDataset } = await import('../data/load.js')
  const loaded = new Map<string, Dataset>(ownDatasets)
  for (const { configuration } of trials) {
    const name = configuration.dataset
    if (!loaded.has(name)) loaded.set(name, await loadDataset(name, options))
  }
  return loaded
}
