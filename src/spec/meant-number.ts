// Texts that somebody wrote where a number belongs, and the number that was meant. Pure guesses, for advice alone.

/** `1_000`, `60,000`, `0,01`: digits with something between them. */
const GROUPED = /^[-+]?(\d[\d_', ]*(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i

const words = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/** The digits that were meant by a text of digits; null when it is none. A comma stands before thousands, or is the decimal point. */
export function meantDigits(text: string): string | null {
  if (!GROUPED.test(text)) return null
  const bare = text.replace(/[_' ]/g, '')
  return isDecimalComma(bare) ? bare.replace(',', '.') : bare.replaceAll(',', '')
}

/** Whether the comma of a text is a decimal point: 0,01 and 2,5, but not 60,000. */
export function isDecimalComma(text: string): boolean {
  return /^[-+]?\d+,\d+(e[-+]?\d+)?$/i.test(text) && !/^[-+]?[1-9]\d{0,2},\d{3}$/.test(text)
}

/** 20 for `20%`. */
export function meantPercentage(text: string): number | null {
  const [, digits] = /^(\d+(?:\.\d+)?)\s*%$/.exec(text) ?? []
  return digits === undefined ? null : Number(digits)
}

/** 3 for `three`. */
export function meantWord(text: string): number | null {
  const number = words.indexOf(text.toLowerCase())
  return number < 0 ? null : number
}
