// Text of unknown origin (names, paths, error messages) on its way to a terminal.

/** The text with each character that a terminal obeys shown as its code: an escape as \u001b, a tab as \u0009. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, codeOf)
}

/** As JSON.stringify, which leaves some characters alone that a terminal obeys: those are written as \u009b. The value is the same. */
export function printableJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(
    /[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g,
    codeOf,
  )
}

/** Of four digits; of more in braces, as beyond U+FFFF. */
function codeOf(character: string): string {
  const code = character.codePointAt(0)!.toString(16)
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`
}
