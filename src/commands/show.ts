// `bench show`: one run, or one of its trials.
import { resolve } from 'node:path'
import { printableJson } from '../report/printable.js'
import { readEpochs } from '../store/read-epochs.js'
import { readRun, type StoredRun } from '../store/read-run.js'
import type { Context, ExitCode } from './context.js'
import { findOpenTrial } from './find-open-trial.js'
import { findRun } from './find-run.js'
import { findTrial } from './find-trial.js'
import { notesOn } from './notes-on.js'
import { paperOf } from './paper.js'
import { statusOfRun } from './run-status.js'
import { runAsJson, runAsText } from './show-run.js'
import { openTrialAsJson, openTrialAsText, trialAsJson, trialAsText } from './show-trial.js'
import { talk } from './talk.js'

export interface ShowArguments {
  /** A path, a name in the runs folder, the beginning of one, or `latest`. */
  readonly run: string
  /** The id of a trial, or its beginning. */
  readonly trial?: string
  readonly runsDir: string
  /** Lists the trials as well. */
  readonly trials: boolean
  readonly json: boolean
}

export async function show(args: ShowArguments, context: Context): Promise<ExitCode> {
  const runsDir = resolve(context.cwd, args.runsDir)
  const run = await readRun(await findRun(args.run, { runsDir, cwd: context.cwd }))
  const lines = await (args.trial === undefined
    ? showRun(run, args, context)
    : showTrial(run, args.trial, args, context))
  for (const note of await notesOn(run, context)) talk(`note: ${note}`, context)
  context.stdout.write(`${lines.join('\n')}\n`)
  return 0
}

async function showRun(
  run: StoredRun,
  { json, trials }: ShowArguments,
  context: Context,
): Promise<readonly string[]> {
  const status = await statusOfRun(run.path, run.manifest)
  if (json) return [printableJson({ status, ...runAsJson(run) }, 2)]
  return runAsText(run, { status, trials, ...paperOf(context) })
}

async function showTrial(
  run: StoredRun,
  reference: string,
  { json }: ShowArguments,
  context: Context,
): Promise<readonly string[]> {
  const open = await findOpenTrial(run, reference)
  if (open !== null) {
    const epochs = await readEpochs(run, open.trial.trialId)
    if (json) return [printableJson(openTrialAsJson(open, epochs), 2)]
    return openTrialAsText(run, open, epochs, paperOf(context))
  }
  const stored = findTrial(run, reference, context)
  const epochs = await readEpochs(run, stored.trial.trialId)
  if (json) return [printableJson(trialAsJson(stored, epochs), 2)]
  return trialAsText(run, stored, epochs, paperOf(context))
}
