import { describe, expect, test } from 'vitest'
import { printable, printableJson } from '../../src/report/printable.js'

describe('text on its way to a terminal', () => {
  test('shows what the terminal would obey as its code, and loses nothing of it', () => {
    expect(printable('a\u001b[31mb\u009b0m\tc\u202ed\u{e0001}')).toBe(
      'a\\u001b[31mb\\u009b0m\\u0009c\\u202ed\\u{e0001}',
    )
  })

  test('keeps the letters of all scripts', () => {
    expect(printable('너비 naïve 宽度 🎲')).toBe('너비 naïve 宽度 🎲')
  })
})

describe('JSON on its way to a terminal', () => {
  const odd = '\u001b[2J \u007f \u009b31m \u202e \u2028 \ufeff \u200b 너비 🎲'

  test('has no character that a terminal obeys', () => {
    expect(printableJson({ [odd]: [odd] }, 2)).not.toMatch(/[\p{Cf}\u2028\u2029]|(?!\n)\p{Cc}/u)
  })

  test('reads back as what it was', () => {
    expect(JSON.parse(printableJson({ [odd]: [odd] }))).toEqual({ [odd]: [odd] })
  })
})
