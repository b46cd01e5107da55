import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasDuplicateKeys } from '../../src/models/duplicate-keys.js'

describe('a key', () => {
  test.each([
    ['{"a":1,"a":2}', true],
    ['{"a":1,"\\u0061":2}', true],
    ['{"":1,"":2}', true],
    ['[{"x":{"a":[],"b":{},"a":0}}]', true],
    ['{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}', false],
    ['{"a":"a","b":"\\"a\\":{","c":"a"}', false],
    ['{"a\\\\":1,"a":2}', false],
    ['{"a":["b","b"],"b":"a"}', false],
    ['"a"', false],
  ])('is seen twice or not: %s', (json, expected) => {
    expect(hasDuplicateKeys(json)).toBe(expected)
  })

  test('never comes twice in what JSON.stringify writes', () => {
    fc.assert(fc.property(fc.jsonValue(), value => !hasDuplicateKeys(JSON.stringify(value))))
  })
})
