// `bench verify`: trains trials of a run again and compares every number, bit for bit. Writes nothing.
import { resolve } from 'node:path'
import type { Dataset } from '../data/dataset.js'
import { UserError } from '../domain/errors.js'
import type { Plan } from '../domain/trial.js'
import { ThreadsExecutor } from '../executor/threads.js'
import { printableJson } from '../report/printable.js'
import { contradictionsIn } from '../store/contradictions.js'
import { experimentOf } from '../store/manifest.js'
import { keptModels, modelPath } from '../store/model-files.js'
import { readEpochsOf } from '../store/read-epochs.js'
import { readRun, type StoredRun, type StoredTrial } from '../store/read-run.js'
import { runSweep } from '../sweep/run-sweep.js'
import type { Context, ExitCode } from './context.js'
import { loadDatasetOfRun } from './datasets.js'
import { findRun } from './find-run.js'
import { describeHere } from './here.js'
import { listenForInterrupt } from './interrupt.js'
import { loadKernels } from './kernels.js'
import { notesOn } from './notes-on.js'
import { talk } from './talk.js'
import { chooseTrials, type SampleArguments } from './verify-sample.js'
import { headLines, resultAsJson, resultLines, totalLine } from './verify-text.js'
import { alteredTrial, Retraining, type TrialResult } from './verify-trial.js'
import { workerCount } from './worker-count.js'

export interface VerifyArguments extends SampleArguments {
  /** A path, a name in the runs folder, the beginning of one, or `latest`. */
  readonly run: string
  readonly runsDir: string
  readonly dataDir?: string
  readonly workers?: number
  readonly json: boolean
}

export async function verify(args: VerifyArguments, context: Context): Promise<ExitCode> {
  const workers = workerCount(args.workers)
  const runsDir = resolve(context.cwd, args.runsDir)
  const run = await readRun(await findRun(args.run, { runsDir, cwd: context.cwd }))
  const contradictions = await contradictionsIn(run)
  for (const note of await notesOn(run, context, contradictions)) talk(`note: ${note}`, context)
  const chosen = chooseTrials(run, args, context)
  const datasets = await datasetsOf(run, chosen, args.dataDir, context)
  const here = await describeHere()
  const say = (line: string) => args.json || context.stdout.write(`${line}\n`)
  for (const line of headLines(run, chosen, here)) say(line)

  const lineOf = resultLines(run)
  const results: TrialResult[] = []
  const interrupt = listenForInterrupt(() => {})
  try {
    for await (const result of resultsOf(
      run,
      chosen,
      { datasets, workers, signal: interrupt.signal },
      context,
    )) {
      results.push(result)
      say(lineOf(result))
    }
  } finally {
    interrupt.stop()
  }
  if (args.json)
    context.stdout.write(`${printableJson(resultAsJson(run, { results, contradictions, here }), 2)}\n`)
  else say(totalLine(results, chosen.length, contradictions.length))
  if (interrupt.signal.aborted) return 130
  return contradictions.length === 0 && results.every(({ type }) => type === 'same') ? 0 : 1
}

interface Means {
  readonly datasets: ReadonlyMap<string, Dataset>
  readonly workers: number
  readonly signal: AbortSignal
}

/** In the order in which trials end. */
async function* resultsOf(
  run: StoredRun,
  chosen: readonly StoredTrial[],
  { datasets, workers, signal }: Means,
  context: Context,
): AsyncGenerator<TrialResult> {
  const whole: StoredTrial[] = []
  for (const stored of chosen) {
    const altered = alteredTrial(stored)
    if (altered === null) whole.push(stored)
    else yield altered
  }
  if (whole.length === 0) return
  const executor = new ThreadsExecutor({
    workers: Math.min(workers, whole.length),
    datasets,
    kernels: await loadKernels(),
  })
  try {
    yield* trainAgain(run, whole, executor, context, signal)
  } finally {
    await executor.close()
  }
}

async function* trainAgain(
  run: StoredRun,
  chosen: readonly StoredTrial[],
  executor: ThreadsExecutor,
  { clock }: Context,
  signal: AbortSignal,
): AsyncGenerator<TrialResult> {
  const epochs = await readEpochsOf(run, new Set(chosen.map(({ trial }) => trial.trialId)))
  const kept = await keptModels(run.path)
  const stored = new Map(chosen.map(trial => [trial.trial.trialId, trial]))
  const begun = new Map<string, Retraining>()
  const begin = (trialId: string) => {
    const model = kept.has(trialId) ? modelPath(run.path, trialId) : null
    const retraining = new Retraining(stored.get(trialId)!, { epochs: epochs.get(trialId)!, model })
    begun.set(trialId, retraining)
    return retraining
  }
  const of = ({ trialId }: { readonly trialId: string }) => begun.get(trialId) ?? begin(trialId)
  for await (const event of runSweep({ plan: planOf(run, chosen), executor, clock, signal })) {
    switch (event.type) {
      case 'trial-started': // for the first time, or again after it has failed
        begin(event.trialId)
        break
      case 'epoch-measured':
        of(event).hearEpoch(event.record)
        break
      case 'weights-kept':
        of(event).hearWeights(event.parameters)
        break
      case 'trial-ended':
        yield of(event).compare(event.outcome)
        begun.delete(event.trialId)
    }
  }
}

/** The chosen trials as the experiment had them; they are trained from the beginning, so checkpoints would be of no use. */
function planOf({ manifest }: StoredRun, chosen: readonly StoredTrial[]): Plan {
  const experiment = { ...experimentOf(manifest), checkpointEvery: 0 }
  return { experiment, trials: chosen.map(({ trial }) => trial), excluded: 0, duplicates: 0 }
}

/** Every dataset of the trials, which must be the one that they were trained on. */
async function datasetsOf(
  { manifest }: StoredRun,
  chosen: readonly StoredTrial[],
  dataDir: string | undefined,
  context: Context,
): Promise<ReadonlyMap<string, Dataset>> {
  const names = new Set(chosen.map(({ trial }) => trial.configuration.dataset))
  const loaded = new Map<string, Dataset>()
  for (const name of names) {
    if (!manifest.datasets.some(dataset => dataset.name === name))
      throw new UserError([
        {
          code: 'run-damaged',
          what: `the manifest does not say which files the dataset ${name} was read from`,
          why: 'without their SHA-256 nobody knows whether the trials were trained on what is here',
        },
      ])
    loaded.set(name, await loadDatasetOfRun(name, manifest, dataDir, context))
  }
  return loaded
}
