// Text of unknown origin (names, paths, error messages) on its way to a terminal.
import { stripVTControlCharacters } from 'node:util'

/** The text without escape sequences, and every other control character shown as its code: a tab as \u{9}. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    character => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  )
}
