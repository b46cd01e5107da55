// How many trials at a time: what --workers says, or what the machine can do at once.
import { availableParallelism } from 'node:os'
import { UserError } from '../domain/errors.js'
import { WORKERS_MAX } from '../domain/requests.js'

export function workerCount(asked: number | undefined): number {
  if (asked === undefined) return availableParallelism()
  if (Number.isInteger(asked) && asked >= 1 && asked <= WORKERS_MAX) return asked
  throw new UserError([
    {
      code: 'bad-option',
      what: `--workers is ${asked}`,
      why: `it must be an integer from 1 to ${WORKERS_MAX}`,
      fix: 'leave it out to use every core',
    },
  ])
}
