// Goes on with a run: checks that it is still the same experiment on the same data with the same arithmetic, repairs
// the folder, and trains what has no result yet. Until everything is checked nothing in the folder is changed.
import { join, resolve } from 'node:path'
import type { ViewKind } from '../dashboard/view.js'
import type { Dataset } from '../data/dataset.js'
import type { Plan } from '../domain/trial.js'
import { plural } from '../report/numbers.js'
import { experimentNote } from '../store/experiment-text.js'
import { extendRun } from '../store/extend-run.js'
import { tidyFinished } from '../store/leftovers.js'
import { RunLock } from '../store/lock.js'
import type { RunManifest } from '../store/manifest.js'
import { readManifest } from '../store/read-manifest.js'
import { runDamaged } from '../store/reading.js'
import { examineRun } from '../store/repair.js'
import { type OpenedRun, openRunStore } from '../store/run-folder.js'
import { withAddedSeeds } from '../sweep/added-seeds.js'
import { detach } from './background.js'
import { refuseChanges, refuseOtherPlan, refuseToShrink } from './changed-since.js'
import type { Context, ExitCode } from './context.js'
import { copyNote } from './copy-note.js'
import { loadDatasetOfRun, loadDatasets } from './datasets.js'
import { planOfRun } from './plan-of-run.js'
import { reuseInto } from './reuse-into.js'
import { runFacts } from './run-facts.js'
import { isSame } from './same-experiment.js'
import { shownPath } from './shown-path.js'
import { refuseSlowGradients } from './slow-gradients.js'
import { talk } from './talk.js'
import { train } from './train.js'
import { countWithoutResult, isWithoutResult, withoutResultText } from './without-result.js'
import { workerCount } from './worker-count.js'

export interface ResumeOptions {
  readonly workers?: number
  readonly runsDir: string
  readonly dataDir?: string
  readonly reporter: ViewKind
  readonly force: boolean
  readonly reuse: boolean
  /** Go on although another version of bench began the run; the arithmetic must be the same in any case. */
  readonly acceptVersion?: boolean
  /** Train trials again that failed or were stopped by hand, which otherwise stay so. */
  readonly retryFailed?: boolean
  /** Train in the background. */
  readonly detach?: boolean
  readonly extension?: Extension
  /** Files of the user's own that were read with an experiment file. */
  readonly ownDatasets?: ReadonlyMap<string, Dataset>
}

/** What the run is to have become. */
export interface Extension {
  readonly plan: Plan
  readonly text: string
  /** The file, for messages. */
  readonly shown: string
}

export async function resumeRun(path: string, options: ResumeOptions, context: Context): Promise<ExitCode> {
  for (const note of [await copyNote(path, context), await experimentNote(path, await readManifest(path))])
    if (note !== null) talk(`note: ${note}`, context)
  if (await hasNothingToDo(path, options)) {
    const lost = await lostResults(path)
    if (lost === 0) {
      await tidyFinished(path, ['bench', ...context.commandLine])
      talk(`${shownPath(path, context)} is finished: ${await endsOf(path)}`, context)
      return 0
    }
    talk(
      `it was finished, and trials.csv has lost ${plural(lost, 'result')} since: what has none is trained again`,
      context,
    )
  }
  const lock = await RunLock.acquire(path, ['bench', ...context.commandLine])
  try {
    return await goOn(path, options, lock, context)
  } catch (error) {
    await lock.release()
    throw error
  }
}

async function hasNothingToDo(path: string, { extension, retryFailed }: ResumeOptions): Promise<boolean> {
  const manifest = await readManifest(path)
  if (manifest.reason !== 'finished') return false
  if (retryFailed && manifest.counts.failed + manifest.counts.cancelled > 0) return false
  return extension === undefined || isSame(manifest, extension.plan)
}

async function endsOf(path: string): Promise<string> {
  const { counts } = await readManifest(path)
  const without = withoutResultText(counts ?? { failed: 0, cancelled: 0 })
  return without === '' ? 'every trial has a result' : `every trial has ended${without}`
}

/**
 * Of a finished run, how many trials have no row any more. Throws a UserError where what is there is not as it was written: the files
 * were put in order when the run was finished.
 */
async function lostResults(path: string): Promise<number> {
  const manifest = await readManifest(path)
  const plan = planOfRun(manifest)
  const { finished, incomplete } = await examineRun({ path, plan, dialect: manifest.csv })
  if (incomplete.length > 0)
    throw runDamaged(
      join(path, 'epochs.csv'),
      `it lacks the last epochs of ${plural(incomplete.length, 'trial')}: ${incomplete.slice(0, 5).join(', ')}`,
    )
  return plan.trials.length - finished.size
}

async function goOn(
  path: string,
  options: ResumeOptions,
  lock: RunLock,
  context: Context,
): Promise<ExitCode> {
  const { extension, reporter } = options
  let manifest = await readManifest(path)
  const before = planOfRun(manifest)
  refuseOtherPlan(path, manifest, before)
  const plan = extension === undefined ? before : withAddedSeeds(extension.plan, manifest.added_seeds)
  if (extension) refuseToShrink(path, before, { ...extension, plan }, options.runsDir)
  if (!options.force) refuseSlowGradients(plan)
  const workers = workerCount(options.workers)
  const datasets = await datasetsOf(manifest, plan, options, context)
  const facts = await runFacts(datasets.values(), workers, context)
  refuseChanges(path, manifest, facts, options.acceptVersion ?? false)
  const { clock } = context
  if (extension) {
    await examineRun({ path, plan: before, dialect: manifest.csv }) // a damaged run is not extended
    const extended = await extendRun({ path, manifest, plan, text: extension.text, facts, at: clock.now() })
    manifest = extended.manifest
    if (extended.edited !== null)
      talk(`the experiment.yaml that was edited is ${extended.edited} now`, context)
  }
  const opened = await openRunStore({ path, manifest, plan, facts, clock, lock })
  const kept = options.retryFailed ? await tryAgain(opened, clock.now()) : opened.finished
  sayWhere(opened, { before, plan, kept }, context)
  const runsDir = resolve(context.cwd, options.runsDir)
  const { store } = opened
  const finished = options.reuse
    ? await reuseInto(store, { runsDir, plan, finished: kept, facts }, context)
    : kept
  if (options.detach && finished.size < plan.trials.length)
    return detach({ store, finished }, options, context)
  return train({ plan, datasets, workers, store, finished, reporter, goingOn: options }, context)
}

/**
 * Takes the rows of the trials that have ended without a result out of the folder, as when somebody asks for it while a sweep goes
 * on: whatever becomes of this process, they wait to be trained. Resolves with the trials that are left.
 */
async function tryAgain({ store, finished }: OpenedRun, at: Date): Promise<OpenedRun['finished']> {
  const results = [...finished].filter(([, { outcome }]) => !isWithoutResult(outcome))
  const trialIds = [...finished.keys()].filter(trialId => isWithoutResult(finished.get(trialId)!.outcome))
  if (trialIds.length === 0) return finished
  for (const [trialId, known] of results)
    await store.append({ type: 'trial-restored', at, trialId, ...known })
  await store.append({ type: 'trials-reopened', at, trialIds })
  return new Map(results)
}

/** From where the run had them; those that an extension brings from where they are found now. */
async function datasetsOf(
  manifest: RunManifest,
  plan: Plan,
  { ownDatasets = new Map(), dataDir }: ResumeOptions,
  context: Context,
): Promise<ReadonlyMap<string, Dataset>> {
  const loaded = new Map<string, Dataset>(ownDatasets)
  const names = new Set(plan.trials.map(({ configuration }) => configuration.dataset))
  for (const { name } of manifest.datasets)
    if (names.has(name) && !loaded.has(name))
      loaded.set(name, await loadDatasetOfRun(name, manifest, dataDir, context))
  return loadDatasets(plan, loaded, dataDir, context)
}

/** What there is, and what was mended, in a sentence each. */
function sayWhere(
  { store, finished, checkpoints, repairs }: OpenedRun,
  {
    before,
    plan,
    kept,
  }: { readonly before: Plan; readonly plan: Plan; readonly kept: OpenedRun['finished'] },
  context: Context,
): void {
  const trials = plural(plan.trials.length, 'trial')
  const without = countWithoutResult([...kept.values()].map(({ outcome }) => outcome))
  const sentence = [
    `going on with ${shownPath(store.path, context)}: ${kept.size} of ${trials} have ended${withoutResultText(without)}`,
    ...(kept.size === finished.size ? [] : [`${finished.size - kept.size} to be tried again`]),
    ...(checkpoints.size === 0 ? [] : [`${checkpoints.size} can go on from a checkpoint`]),
    ...(plan === before ? [] : [`extended from ${before.trials.length} to ${trials}`]),
  ].join(', ')
  talk(sentence, context)
  if (repairs.length > 0) talk(`the folder was mended: ${repairs.join('; ')}`, context)
}
