// Which trial of a run is meant by what someone typed.
import { UserError } from '../domain/errors.js'
import type { StoredRun, StoredTrial } from '../store/read-run.js'
import type { Context } from './context.js'
import { runCommand } from './run-command.js'

/** The trial whose id begins so, among those that have ended. Throws a UserError when there is none or more than one. */
export function findTrial(
  { name, path, trials }: StoredRun,
  reference: string,
  context: Pick<Context, 'cwd'>,
): StoredTrial {
  const [first, ...others] = trials.filter(({ trial }) => trial.trialId.startsWith(reference))
  const list = `${runCommand('show', path, context, '--trials')} lists the trials that have ended`
  if (first === undefined)
    throw new UserError([
      { code: 'unknown-trial', what: `no trial of ${name} that has ended is "${reference}"`, fix: list },
    ])
  if (others.length > 0)
    throw new UserError([
      {
        code: 'ambiguous-trial',
        what: `"${reference}" is the beginning of ${others.length + 1} trials`,
        why: [first, ...others]
          .slice(0, 5)
          .map(({ trial }) => trial.trialId)
          .join(', '),
        fix: `write more of the id; ${list}`,
      },
    ])
  return first
}
