// Trials that have ended and have no result: those that failed, and those that somebody has stopped. They stay so, and are counted
// among those that have ended, until somebody wants them tried again.
import type { Outcome } from '../domain/measurement.js'

/** How many of some trials have ended so. */
export interface WithoutResult {
  readonly failed: number
  readonly cancelled: number
}

export function isWithoutResult({ status }: Outcome): boolean {
  return status === 'failed' || status === 'cancelled'
}

export function countWithoutResult(outcomes: readonly Outcome[]): WithoutResult {
  const count = (status: keyof WithoutResult) => outcomes.filter(outcome => outcome.status === status).length
  return { failed: count('failed'), cancelled: count('cancelled') }
}

/** What is to be added to a sentence that says how many have ended; nothing where all of them have results. */
export function withoutResultText({ failed, cancelled }: WithoutResult): string {
  const parts = [
    ...(failed > 0 ? [`${failed} of them failed`] : []),
    ...(cancelled > 0 ? [`${cancelled} of them stopped by hand`] : []),
  ]
  return parts.length === 0 ? '' : `, ${parts.join(' and ')} (--retry-failed trains those again)`
}
