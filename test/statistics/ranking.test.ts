import { describe, expect, test } from 'vitest'
import type { Configuration, Objective } from '../../src/domain/trial.js'
import { type Result, rankConfigurations, type TrialResult } from '../../src/statistics/ranking.js'

const accuracy: Objective = { split: 'validation', metric: 'accuracy', direction: 'maximize' }
const loss: Objective = { split: 'validation', metric: 'loss', direction: 'minimize' }

/** A trial that completed with this number as accuracy and loss; other results are given as they are. */
type Entry = number | Result | null

function completed(value: number): Result {
  const measurement = { loss: value, accuracy: value }
  return {
    status: 'completed',
    last: { train: measurement, validation: measurement, test: null },
    best: { epoch: 1, value: value + 0.01 },
  }
}

/** Configurations by id, each with an entry per seed 0, 1, ...; seed-major, as plans are. */
function results(table: Readonly<Record<string, readonly Entry[]>>): TrialResult[] {
  const ids = Object.keys(table)
  return ids.flatMap((configId, c) =>
    table[configId]!.map((entry, seed) => ({
      trial: { index: seed * ids.length + c, configId, configuration: {} as Configuration, seed },
      outcome: typeof entry === 'number' ? completed(entry) : entry,
    })),
  )
}

const ranks = (table: Parameters<typeof results>[0], objective = accuracy) =>
  rankConfigurations(results(table), objective).map(({ configId, rank, tied }) => [configId, rank, tied])

describe('rankConfigurations', () => {
  test('puts the best mean first, in the direction of the objective', () => {
    const table = { low: [0.1, 0.2], high: [0.8, 0.9], middle: [0.5, 0.5] }
    expect(ranks(table).map(([id]) => id)).toEqual(['high', 'middle', 'low'])
    expect(ranks(table, loss).map(([id]) => id)).toEqual(['low', 'middle', 'high'])
  })

  test('marks as tied what a paired test cannot tell from the best', () => {
    // best - close: 0.01, -0.009, 0.002: no evidence. best - far: 0.10, 0.101, 0.099: t = 173, p < 0.001
    const table = { best: [0.9, 0.92, 0.91], close: [0.89, 0.929, 0.908], far: [0.8, 0.819, 0.811] }
    expect(ranks(table)).toEqual([
      ['best', 1, true],
      ['close', 2, true],
      ['far', 3, false],
    ])
  })

  test('calls the best tied only when another is tied with it', () => {
    expect(ranks({ best: [0.9, 0.92, 0.91], far: [0.8, 0.819, 0.811] })[0]).toEqual(['best', 1, false])
    expect(ranks({ only: [0.9, 0.8] })).toEqual([['only', 1, false]])
  })

  test('sees through noise that the seeds share', () => {
    // The seeds differ by 0.2 and the configurations by about 0.01: separate samples could not tell them apart.
    const table = { a: [0.5, 0.7, 0.9, 0.6], b: [0.49, 0.691, 0.889, 0.59] }
    expect(ranks(table)[1]).toEqual(['b', 2, false])
  })

  test('corrects for the number of comparisons', () => {
    // best - other: 0.01, 0.03, 0.02: t = 0.02 / (0.01 / sqrt 3) = 3.464, df 2: p = 0.0742: tied. With 0.018, 0.022, 0.02:
    // t = 17.3, p = 0.00332: alone below 0.05; as the smallest of 20 against 0.05 / 20 = 0.0025 it is tied.
    const best = [0.9, 0.9, 0.9]
    const other = [0.882, 0.878, 0.88]
    expect(ranks({ best, other })[1]).toEqual(['other', 2, false])
    const twenty = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`other${i}`, other]))
    expect(new Set(ranks({ best, ...twenty }).map(([, , tied]) => tied))).toEqual(new Set([true]))
  })

  test('knows nothing of a tie from one seed, nor from one that is shared', () => {
    expect(ranks({ a: [0.9], b: [0.1] })).toEqual([
      ['a', 1, null],
      ['b', 2, null],
    ])
    // b has seed 2 in common with the best, c all three: 0.0, 0.01 and -0.01 less than it are no difference.
    const table = { best: [0.9, 0.91, 0.92], b: [null, null, 0.5], c: [0.9, 0.9, 0.93] }
    expect(ranks(table)).toEqual([
      ['best', 1, true],
      ['c', 1, true],
      ['b', 3, null],
    ])
  })

  test('lets equal means share a rank, in plan order, and skips the next rank', () => {
    const table = { second: [0.7, 0.7], first: [0.8, 0.8], twin: [0.8, 0.8], last: [0.1, 0.1] }
    expect(ranks(table)).toEqual([
      ['first', 1, true],
      ['twin', 1, true],
      ['second', 3, false],
      ['last', 4, false],
    ])
  })

  test('never makes a number of a diverged, pruned, failed or missing trial', () => {
    const [a, b] = rankConfigurations(
      results({
        a: [0.9, { status: 'diverged' }, { status: 'failed' }],
        b: [0.8, { status: 'pruned' }, null],
      }),
      accuracy,
    )
    expect(a).toMatchObject({ planned: 3, objective: { n: 1, mean: 0.9 }, rank: 1 })
    expect(a!.counts).toMatchObject({ completed: 1, diverged: 1, failed: 1, unfinished: 0 })
    expect(b).toMatchObject({ planned: 3, objective: { n: 1, mean: 0.8 }, rank: 2 })
    expect(b!.counts).toMatchObject({ completed: 1, pruned: 1, unfinished: 1 })
  })

  test('compares on the seeds that both completed', () => {
    // Of seeds 1 and 2 alone, the difference is exactly 0.25 both times.
    const table = { a: [{ status: 'diverged' } as const, 0.75, 1], b: [0.99, 0.5, 0.75] }
    const [, second] = rankConfigurations(results(table), accuracy)
    expect(second).toMatchObject({ configId: 'b', tied: false })
  })

  test('puts what completed nothing last, without a rank, in plan order', () => {
    const table = { none: [{ status: 'diverged' } as const], waiting: [null], some: [0.1] }
    expect(ranks(table)).toEqual([
      ['some', 1, false],
      ['none', null, null],
      ['waiting', null, null],
    ])
  })

  test('does not take a number that is not finite for a value', () => {
    const [ranked] = rankConfigurations(results({ a: [Number.NaN, 0.5] }), accuracy)
    expect(ranked).toMatchObject({ objective: { n: 1, mean: 0.5 }, counts: { completed: 2 } })
  })

  test('has no numbers for a split that is not measured', () => {
    const [ranked] = rankConfigurations(results({ a: [0.5] }), { ...accuracy, split: 'test' })
    expect(ranked).toMatchObject({ objective: null, rank: null })
  })

  test('gives the mean of the best epochs beside that of the last', () => {
    expect(rankConfigurations(results({ a: [0.5, 0.7] }), accuracy)[0]!.best!.mean).toBeCloseTo(0.61, 12)
  })

  test('does not depend on the order in which trials ended', () => {
    const inOrder = results({ a: [0.9, 0.3, 0.7], b: [0.91, 0.2, 0.6], c: [0.1, null, 0.1 + 0.2] })
    const shuffled = [3, 8, 1, 0, 5, 7, 2, 6, 4].map(i => inOrder[i]!)
    expect(rankConfigurations(shuffled, accuracy)).toEqual(rankConfigurations(inOrder, accuracy))
  })

  test('is empty for nothing', () => {
    expect(rankConfigurations([], accuracy)).toEqual([])
  })
})
