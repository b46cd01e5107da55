// The table of hyperparameters that do not go together, though each is in its range.
import type { TableName } from './fields.js'

interface Constraint {
  readonly table: TableName
  readonly entry: string
  /** The hyperparameters it is about; the first that is written is pointed at. */
  readonly involves: readonly string[]
  /** Whether their values, in that order, go together; yes and no as 1 and 0. */
  readonly holds: (values: readonly number[]) => boolean
  readonly what: string
  readonly why: string
  readonly fix: string
}

export const constraints: readonly Constraint[] = [
  {
    table: 'optimizers',
    entry: 'sgd',
    involves: ['nesterov', 'momentum'],
    holds: ([nesterov, momentum]) => nesterov === 0 || momentum! > 0,
    what: 'nesterov is true, and momentum is 0',
    why: 'without momentum there is nothing to look ahead along: it is plain sgd under another name',
    fix: 'write a momentum such as 0.9; plain sgd is an entry of its own: [{ name: sgd }, { name: sgd, momentum: 0.9, nesterov: true }]',
  },
  {
    table: 'initializers',
    entry: 'uniform',
    involves: ['minval', 'maxval'],
    holds: ([minval, maxval]) => minval! <= maxval!,
    what: 'minval is larger than maxval',
    why: 'weights are drawn from minval to maxval',
    fix: 'exchange the two; the one that is not written has its default (bench explain initializers uniform)',
  },
]
