// `bench resume`: finishes an interrupted run, or one that is to have more trials than it was begun with.
import { resolve } from 'node:path'
import { UserError } from '../domain/errors.js'
import { expand } from '../sweep/expand.js'
import { checkReporter } from './background.js'
import type { Context, ExitCode } from './context.js'
import { openExperiment } from './experiment-file.js'
import { findRun } from './find-run.js'
import { type ResumeOptions, resumeRun } from './resume-run.js'
import { runCommand } from './run-command.js'

export interface ResumeArguments extends Omit<ResumeOptions, 'extension' | 'ownDatasets'> {
  readonly run: string
  /** The experiment file that the run is to have become. */
  readonly extend?: string
  readonly set?: readonly string[]
  readonly seeds?: string
}

export async function resume(args: ResumeArguments, context: Context): Promise<ExitCode> {
  checkReporter(args)
  const { extend, set, seeds } = args
  const runsDir = resolve(context.cwd, args.runsDir)
  const path = await findRun(args.run, { runsDir, cwd: context.cwd })
  if (extend === undefined) {
    if (set !== undefined || seeds !== undefined)
      throw onlyWithExtend(path, set === undefined ? '--seeds' : '--set', context)
    return resumeRun(path, args, context)
  }
  const opened = await openExperiment({ spec: extend, ...(set && { set }), ...(seeds && { seeds }) }, context)
  const { text, experiment, ownDatasets } = opened
  const extension = { text, plan: expand(experiment), shown: extend || 'stdin' }
  return resumeRun(path, { ...args, ownDatasets, extension }, context)
}

function onlyWithExtend(path: string, option: string, context: Context): UserError {
  return new UserError([
    {
      code: 'bad-option',
      what: `${option} without --extend`,
      why: 'a run is finished as it was begun, with all that the command line said then',
      fix: `to add trials: ${runCommand('resume', path, context, '--extend', 'my.yaml', option, '...')}`,
    },
  ])
}
