// `bench plan`: what an experiment file would train, how long that would take and how much disk; trains nothing.
import { availableParallelism } from 'node:os'
import { Kernels } from '../core/kernels.js'
import { simdEngines } from '../core/simd.js'
import { type Dataset, factsIn } from '../data/dataset.js'
import { factsOf } from '../data/datasets.js'
import { loadDataset } from '../data/load.js'
import type { DatasetFacts } from '../domain/dataset-facts.js'
import { UserError } from '../domain/errors.js'
import type { Configuration, Plan, Trial } from '../domain/trial.js'
import { diskBytes, formatBytes } from '../report/disk-space.js'
import { formatDuration, plural } from '../report/numbers.js'
import { expand } from '../sweep/expand.js'
import { calibrate } from '../trainer/calibrate.js'
import type { Context, ExitCode } from './context.js'
import { openExperiment, type SpecArguments } from './experiment-file.js'
import { loadKernels } from './kernels.js'
import { paperOf } from './paper.js'
import { type Fact, factLines, planHead, trialTable } from './plan-text.js'
import { measuringOnce, slowGradientLines } from './slow-gradients.js'
import { workerCount } from './worker-count.js'

export interface PlanArguments extends SpecArguments {
  readonly workers?: number
  readonly dataDir?: string
  readonly all: boolean
  readonly forecast: boolean
}

const CALIBRATION_MS = 1500

export async function plan(args: PlanArguments, context: Context): Promise<ExitCode> {
  const workers = workerCount(args.workers)
  const { experiment, ownDatasets } = await openExperiment(args, context)
  const made = expand(experiment)
  const configurations = configurationsOf(made)
  const rateOf = measuringOnce()
  const seconds = args.forecast
    ? await secondsOfConfigurations(configurations, { ...args, ownDatasets, rateOf }, context)
    : null
  const costs: readonly Fact[] = [
    ...(seconds === null ? [] : [['time', timeText(made.trials, seconds, workers)] as const]),
    ...slowGradientLines(made, rateOf).map((text, i): Fact => [i === 0 ? 'numerical' : '', text]),
    ['disk', `about ${formatBytes(diskBytes(made))} in a folder of runs/`],
  ]
  const paper = paperOf(context)
  const lines = [
    ...planHead(made, configurations, paper.width),
    '',
    ...trialTable(made.trials, configurations, { seconds, all: args.all, paper }),
    '',
    ...factLines(costs, paper.width),
  ]
  context.stdout.write(`${lines.join('\n')}\n`)
  return 0
}

/** Every configuration of the plan once, by its id. */
function configurationsOf({ trials }: Plan): ReadonlyMap<string, Configuration> {
  return new Map(trials.map(({ configId, configuration }) => [configId, configuration]))
}

interface ForecastOptions {
  readonly ownDatasets: ReadonlyMap<string, Dataset>
  readonly dataDir?: string
  /** Multiplications per second of the reference. */
  readonly rateOf: () => number
}

/** Seconds of one trial of each configuration, on one core of this machine. */
async function secondsOfConfigurations(
  configurations: ReadonlyMap<string, Configuration>,
  { ownDatasets, dataDir, rateOf }: ForecastOptions,
  { env, cwd, stderr }: Context,
): Promise<ReadonlyMap<string, number>> {
  const loaded = new Map(ownDatasets)
  for (const { dataset } of configurations.values()) {
    if (loaded.has(dataset)) continue
    const found = await loadDataset(dataset, { dataDir, env, cwd, allowDownload: false }).catch(error => {
      if (!(error instanceof UserError)) throw error
      stderr.write(
        `note: ${dataset} is not on this machine, so the forecast is made with mnist-10k (bench data pull ${dataset})\n`,
      )
      return loadDataset('mnist-10k', { env, cwd })
    })
    loaded.set(dataset, found)
  }
  const ids = [...configurations.keys()]
  const forecast = calibrate({
    configurations: [...configurations.values()],
    datasetOf: ({ dataset }) => loaded.get(dataset)!,
    countsOf: ({ dataset }) => countsIn(dataset, ownDatasets.get(dataset)),
    makeEngine: simdEngines(new Kernels(await loadKernels())),
    referenceRate: rateOf,
    nowMs: () => performance.now(),
    budgetMs: CALIBRATION_MS,
  })
  return new Map(ids.map((id, i) => [id, forecast[i]!]))
}

/** As the table says, because the data of the forecast may be a stand-in; of own files, as was found. */
function countsIn(name: string, own: Dataset | undefined): DatasetFacts['examples'] {
  return (own === undefined ? factsOf(name) : factsIn(own)).examples
}

/**
 * The trials are dealt out as the executor does it, each to the worker that is free first; more workers than cores are no
 * faster than the cores. The range is what calibrations of a second were seen to be off by: caches and clock rates differ
 * between a moment on one core and minutes on all of them.
 */
function timeText(trials: readonly Trial[], secondsOf: ReadonlyMap<string, number>, workers: number): string {
  const used = Math.min(workers, trials.length)
  const busyUntil = new Array<number>(Math.min(used, availableParallelism())).fill(0)
  for (const { configId } of trials) {
    const free = busyUntil.indexOf(busyUntil.reduce((a, b) => Math.min(a, b)))
    busyUntil[free]! += secondsOf.get(configId)!
  }
  const forecast = busyUntil.reduce((a, b) => Math.max(a, b))
  return (
    `about ${formatDuration(forecast)} on ${plural(used, 'worker')} ` +
    `(${formatDuration(0.8 * forecast)} to ${formatDuration(1.5 * forecast)}), measured on this machine just now`
  )
}
