// Text of unknown origin (names, paths, error messages) on its way to a terminal.
import { stripVTControlCharacters } from 'node:util'

/** The text without escape sequences, and every other control character shown as its code: a tab as \u{9}. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    character => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  )
}

/** As JSON.stringify, which leaves some characters alone that a terminal obeys: those are written as \u009b. The value is the same. */
export function printableJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(
    /[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
