// How many trials at a time: what --workers says, or what the machine can do at once.
import { availableParallelism } from 'node:os'
import { UserError } from '../domain/errors.js'
import { mostWorkers } from '../domain/requests.js'
import { plural } from '../report/numbers.js'

/** Throws a UserError where so many are of no use to anybody. */
export function workerCount(asked: number | undefined, cores = availableParallelism()): number {
  if (asked === undefined) return cores
  const most = mostWorkers(cores)
  if (Number.isInteger(asked) && asked >= 1 && asked <= most) return asked
  throw new UserError([
    {
      code: 'bad-option',
      what: `--workers is ${asked}`,
      why: `it must be an integer from 1 to ${most} on this machine of ${plural(cores, 'core')}; more than one a core are no faster`,
      fix: 'leave it out to use every core',
    },
  ])
}
