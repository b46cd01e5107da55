// `{ learning_rate: 0,01 }`: in a map of one line the comma ends the value, and YAML reads 0 and a key called 01.
import { isDecimalComma, meantDigits } from './meant-number.js'
import type { MistakeList } from './mistake-list.js'
import type { Pair, Tree } from './tree.js'

/**
 * The pair with the number that was meant, and a mistake, when a key without a value is the other half of the number
 * before it; null when it is a key like any other.
 */
export function joinNumber({ value, ...pair }: Pair, key: Tree, mistakes: MistakeList): Pair | null {
  if (value.kind !== 'scalar' || typeof value.value !== 'number' || key.kind !== 'scalar') return null
  const { source, start, end } = value.at
  if (key.at.source !== source || key.at.start !== end + 1) return null
  const text = source.text.slice(start, key.at.end)
  const digits = /^[-+]?\d+,\d+(e[-+]?\d+)?$/i.test(text) ? meantDigits(text) : null
  if (digits === null) return null
  const at = source.span(start, key.at.end)
  const [what, why] = isDecimalComma(text)
    ? ['a decimal comma', 'the decimal point is a full stop; a comma ends the value']
    : ['a comma between its digits', 'a comma ends the value']
  mistakes.add('number-as-string', at, `${pair.key} is ${text}, with ${what}`, {
    why,
    fix: `write ${digits}`,
  })
  return { ...pair, value: { kind: 'scalar', at, value: Number(digits), quoted: false } }
}
