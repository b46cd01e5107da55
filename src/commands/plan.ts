// `bench plan`: what an experiment file would train, how long that would take and how much disk; trains nothing.
import { availableParallelism } from 'node:os'
import { Kernels } from '../core/kernels.js'
import { simdEngines } from '../core/simd.js'
import { type Dataset, factsIn } from '../data/dataset.js'
import { factsOf } from '../data/datasets.js'
import { loadDataset } from '../data/load.js'
import { varyingColumns } from '../domain/configuration-columns.js'
import type { DatasetFacts } from '../domain/dataset-facts.js'
import { UserError } from '../domain/errors.js'
import { datasetLabel } from '../domain/own-files.js'
import type { Configuration, Experiment, Plan, Trial } from '../domain/trial.js'
import { constantLines } from '../report/constants.js'
import { diskBytes, formatBytes } from '../report/disk-space.js'
import { finalEpochOf } from '../report/final-epoch.js'
import { formatCell, formatCount, formatDuration, plural } from '../report/numbers.js'
import { printable } from '../report/printable.js'
import { textTable } from '../report/table.js'
import { expand } from '../sweep/expand.js'
import { calibrate } from '../trainer/calibrate.js'
import type { Context, ExitCode } from './context.js'
import { openExperiment, type SpecArguments } from './experiment-file.js'
import { loadKernels } from './kernels.js'
import { measuringOnce, slowGradientLines } from './slow-gradients.js'
import { workerCount } from './worker-count.js'

export interface PlanArguments extends SpecArguments {
  readonly workers?: number
  readonly dataDir?: string
  readonly all: boolean
  readonly forecast: boolean
}

/** Trials that are listed without --all. */
const ROWS = 12
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
  const lines = [
    ...head(made, configurations),
    '',
    ...trialTable(made.trials, configurations, seconds, args.all),
    '',
    ...(seconds === null ? [] : [timeLine(made.trials, seconds, workers)]),
    ...slowGradientLines(made, rateOf).map((line, i) => (i === 0 ? 'numerical' : '').padEnd(12) + line),
    `disk        about ${formatBytes(diskBytes(made))} in a folder of runs/`,
  ]
  context.stdout.write(`${lines.join('\n')}\n`)
  return 0
}

/** Every configuration of the plan once, by its id. */
function configurationsOf({ trials }: Plan): ReadonlyMap<string, Configuration> {
  return new Map(trials.map(({ configId, configuration }) => [configId, configuration]))
}

function head(
  { experiment, trials, excluded, duplicates }: Plan,
  configurations: ReadonlyMap<string, Configuration>,
): string[] {
  const { name, question, seeds, objective } = experiment
  const first = objective.direction === 'maximize' ? 'highest' : 'lowest'
  const parameters = [...new Set(trials.map(trial => trial.parameters))]
    .sort((a, b) => a - b)
    .map(formatCount)
  const { last, restored } = finalEpochOf([...configurations.values()])
  const finalEpoch = [last, restored].filter(epoch => epoch !== null).join(', with patience at ')
  const leftOut = [
    ...(excluded > 0 ? [`${formatCount(excluded)} excluded`] : []),
    ...(duplicates > 0 ? [`${formatCount(duplicates)} written twice and trained once`] : []),
  ]
  return [
    `${name}${question === null ? '' : `: ${printable(question)}`}`,
    '',
    `trials      ${formatCount(trials.length)}: ${plural(configurations.size, 'configuration')} with ${plural(seeds.length, 'seed')} each` +
      (leftOut.length > 0 ? ` (${leftOut.join(', ')})` : ''),
    ...axisLines(experiment),
    ...fixedLines([...configurations.values()]),
    `objective   ${objective.split}.${objective.metric} at ${finalEpoch}, ${first} first`,
    `parameters  ${parameters.length > 1 ? `${parameters[0]} to ${parameters.at(-1)}` : parameters[0]} a network`,
  ]
}

function fixedLines(configurations: readonly Configuration[]): readonly string[] {
  const WIDTH = 88
  return constantLines(configurations, WIDTH).map((line, i) => (i === 0 ? 'fixed' : '').padEnd(12) + line)
}

function axisLines({ axes }: Experiment): string[] {
  const width = Math.max(...axes.map(({ path }) => path.length), 0)
  return axes.map(({ path, values }, i) => {
    const shown = values
      .slice(0, 8)
      .map(value => axisValue(path === 'dataset' ? datasetLabel(String(value)) : value))
    const more = values.length > shown.length ? `, ... ${formatCount(values.length)} in all` : ''
    return `${(i === 0 ? 'axes' : '').padEnd(12)}${path.padEnd(width)}  ${shown.join(', ')}${more}`
  })
}

/** `relu`, `relu+tanh`, `256x128`, `sgd learning_rate 0.1 momentum 0.9`. */
function axisValue(value: unknown): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return 'none'
    return typeof value[0] === 'number' ? value.join('x') : value.map(axisValue).join('+')
  }
  if (typeof value !== 'object' || value === null) return String(value)
  const { name, ...hyperparameters } = value as { readonly name: string }
  return [name, ...Object.entries(hyperparameters).map(([key, number]) => `${key} ${number}`)].join(' ')
}

function trialTable(
  trials: readonly Trial[],
  configurations: ReadonlyMap<string, Configuration>,
  seconds: ReadonlyMap<string, number> | null,
  all: boolean,
): readonly string[] {
  const varying = varyingColumns([...configurations.values()])
  const shown = all ? trials : trials.slice(0, ROWS)
  const columns = [
    { title: 'trial' },
    ...varying.map(({ name }) => ({ title: name })),
    { title: 'seed', align: 'right' as const },
    { title: 'parameters', align: 'right' as const },
    ...(seconds === null ? [] : [{ title: 'time', align: 'right' as const }]),
  ]
  const rows = shown.map(({ trialId, configId, configuration, seed, parameters }) => [
    trialId,
    ...varying.map(({ value }) => formatCell(value(configuration))),
    String(seed),
    formatCount(parameters),
    ...(seconds === null ? [] : [formatDuration(seconds.get(configId)!)]),
  ])
  const more = trials.length - shown.length
  return [
    ...textTable(columns, rows),
    ...(more > 0 ? [`... and ${formatCount(more)} more (--all lists them)`] : []),
  ]
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
function timeLine(trials: readonly Trial[], secondsOf: ReadonlyMap<string, number>, workers: number): string {
  const used = Math.min(workers, trials.length)
  const busyUntil = new Array<number>(Math.min(used, availableParallelism())).fill(0)
  for (const { configId } of trials) {
    const free = busyUntil.indexOf(busyUntil.reduce((a, b) => Math.min(a, b)))
    busyUntil[free]! += secondsOf.get(configId)!
  }
  const forecast = busyUntil.reduce((a, b) => Math.max(a, b))
  return (
    `time        about ${formatDuration(forecast)} on ${plural(used, 'worker')} ` +
    `(${formatDuration(0.8 * forecast)} to ${formatDuration(1.5 * forecast)}), measured on this machine just now`
  )
}
