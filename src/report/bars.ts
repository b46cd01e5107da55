// Numbers between 0 and 1 as bars of text: to an eighth of a character, or in whole characters where there is only ASCII.
import type { Signs } from './signs.js'

/** Blocks of one to seven eighths, from the left. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/** A bar of share * width columns, rounded to what can be drawn: empty for what is not above 0, full from 1 on. */
export function bar(share: number, width: number, { ascii }: Signs): string {
  if (!(share > 0)) return ''
  const steps = ascii ? 1 : 8
  const filled = Math.round(Math.min(1, share) * width * steps)
  if (ascii) return '#'.repeat(filled)
  return '█'.repeat(Math.floor(filled / 8)) + EIGHTHS[filled % 8]!
}
