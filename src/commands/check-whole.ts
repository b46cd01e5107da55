// The check of an option that counts something.
import { UserError } from '../domain/errors.js'
import { formatCount } from '../report/numbers.js'

/** Throws a UserError where the value is no whole number, or outside the range, which includes both ends. */
export function checkWhole(option: string, value: number, from: number, to: number): void {
  if (Number.isInteger(value) && value >= from && value <= to) return
  throw new UserError([
    {
      code: 'out-of-range',
      what: `${option} is ${value}`,
      fix: `a whole number from ${formatCount(from)} to ${formatCount(to)}`,
    },
  ])
}
