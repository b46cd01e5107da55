// `bench run`: from an experiment file to a run folder, which train.ts fills.
import { resolve } from 'node:path'
import type { ViewKind } from '../dashboard/view.js'
import { UserError } from '../domain/errors.js'
import { csvDialect } from '../store/csv.js'
import { readManifest } from '../store/read-manifest.js'
import { createRunStore } from '../store/run-folder.js'
import { expand } from '../sweep/expand.js'
import { checkReporter, detach } from './background.js'
import type { Context, ExitCode } from './context.js'
import { loadDatasets } from './datasets.js'
import { openExperiment, type SpecArguments } from './experiment-file.js'
import { resumeRun } from './resume-run.js'
import { reuseInto } from './reuse-into.js'
import { runFacts } from './run-facts.js'
import { findSameExperiment } from './same-experiment.js'
import { shownPath } from './shown-path.js'
import { refuseSlowGradients } from './slow-gradients.js'
import { train } from './train.js'
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
  /** Go on with the latest run of the same experiment, if there is one. */
  readonly resume: boolean
  readonly acceptVersion?: boolean
  readonly retryFailed?: boolean
  /** Take over what other runs have finished. */
  readonly reuse: boolean
  /** Train in the background. */
  readonly detach?: boolean
}

export async function run(args: RunArguments, context: Context): Promise<ExitCode> {
  checkReporter(args)
  const csv = csvDialect({ bom: args.csvBom, delimiter: args.csvDelimiter })
  const { text, experiment, ownDatasets } = await openExperiment(args, context)
  const plan = expand(experiment)
  const runsDir = resolve(context.cwd, args.runsDir)
  if (args.resume) {
    const place = { runsDir: args.runsDir, cwd: context.cwd }
    const earlier = await findSameExperiment(plan, { ...place, shown: args.spec || 'stdin' })
    if (earlier !== null) {
      await refuseOtherForm(earlier, args, context)
      return resumeRun(earlier, { ...args, ownDatasets }, context)
    }
    context.stderr.write(`there is no run of ${experiment.name} to go on with; this is the first\n`)
  }
  if (!args.force) refuseSlowGradients(plan)
  const workers = workerCount(args.workers)
  const datasets = await loadDatasets(plan, ownDatasets, args.dataDir, context)
  const facts = await runFacts(datasets.values(), Math.min(workers, plan.trials.length), context)
  const store = await createRunStore({
    runsDir,
    experimentText: text,
    plan,
    manifest: facts,
    clock: context.clock,
    csv,
  })
  const finished = args.reuse
    ? await reuseInto(store, { runsDir, plan, finished: new Map(), facts }, context)
    : new Map()
  if (args.detach && finished.size < plan.trials.length) return detach({ store, finished }, args, context)
  const { reporter } = args
  return train({ plan, datasets, workers, store, finished, reporter, goingOn: args }, context)
}

/** Throws a UserError where tables were asked for in a form that those of the run do not have: they keep theirs. */
async function refuseOtherForm(
  path: string,
  { csvBom, csvDelimiter }: RunArguments,
  context: Context,
): Promise<void> {
  const { csv } = await readManifest(path)
  const isOther = csvDelimiter !== ',' && csvDelimiter !== csv.delimiter
  if (!isOther && !(csvBom && !csv.bom)) return
  throw new UserError([
    {
      code: 'bad-option',
      what: `${isOther ? '--csv-delimiter' : '--csv-bom'} beside --resume, and ${shownPath(path, context)} was begun without it`,
      why: 'a run keeps the form of its tables',
      fix: 'leave it out; or begin another run, which takes over what is finished: --reuse in place of --resume',
    },
  ])
}
