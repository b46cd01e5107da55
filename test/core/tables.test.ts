// Tests of the tables themselves: what every entry must say, and names that never clash.
import { describe, expect, test } from 'vitest'
import { activations } from '../../src/core/activations.js'
import { choose, describeRange, type Entry, isInRange } from '../../src/core/choice.js'
import { gradients } from '../../src/core/gradients.js'
import { initializers } from '../../src/core/initializers.js'
import { losses } from '../../src/core/losses.js'
import { metrics } from '../../src/core/metrics.js'
import { optimizers } from '../../src/core/optimizers.js'
import { outputs } from '../../src/core/outputs.js'
import { schedules } from '../../src/core/schedules.js'

const tables: Record<string, Readonly<Record<string, Entry>>> = {
  activations,
  gradients,
  initializers,
  losses,
  metrics,
  optimizers,
  outputs,
  schedules,
}
const entries = Object.entries(tables).flatMap(([table, byName]) =>
  Object.entries(byName).map(([name, entry]) => [`${table} ${name}`, name, entry] as const),
)

describe.each(entries)('%s', (_title, name, entry) => {
  test('is named in kebab-case and says what it is, how it is computed and where it comes from', () => {
    expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
    for (const text of [entry.summary, entry.formula, entry.source]) expect(text).toMatch(/\S/)
    expect(entry.summary).not.toMatch(/\.$/)
  })

  test('has hyperparameters in snake_case, each with help and a default inside its range', () => {
    for (const [key, h] of Object.entries(entry.hyperparameters)) {
      expect(key).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/)
      expect(h.help).toMatch(/\S/)
      if ('range' in h) expect(isInRange(h.default as number, h.range)).toBe(true)
    }
  })
})

test('a hyperparameter has one meaning in a row of CSV: no two kinds of choice share a name', () => {
  const owners = new Map<string, string>()
  for (const [table, byName] of Object.entries(tables)) {
    for (const key of Object.values(byName).flatMap(entry => Object.keys(entry.hyperparameters))) {
      expect(owners.get(key) ?? table).toBe(table)
      owners.set(key, table)
    }
  }
})

test('a choice has all its defaults', () => {
  expect(choose(optimizers, 'sgd')).toEqual({
    name: 'sgd',
    learning_rate: 0.01,
    momentum: 0,
    nesterov: false,
  })
})

test('ranges are checked and described as a reader says them', () => {
  const share = { from: 0, below: 1 }
  expect([0, 0.5, 1, -0.1, NaN, Infinity].map(x => isInRange(x, share))).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
  expect(describeRange(share)).toBe('at least 0 and below 1')
  expect(describeRange({ above: 0 })).toBe('above 0')
  expect(describeRange({})).toBe('any finite number')
})
