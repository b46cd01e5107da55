import { expect, test } from 'vitest'
import type { Engine } from '../../src/core/engine.js'
import { calibrate } from '../../src/trainer/calibrate.js'
import { configuration, tinyDataset } from '../tiny.js'

/** An engine that does nothing but let `perExample` milliseconds pass on the given clock. */
function pretend(clock: { ms: number }, perExample: number) {
  return () =>
    ({
      train: (_examples: unknown, indices: Uint32Array) => {
        clock.ms += indices.length * perExample
        return { lossSum: 0, correct: 0 }
      },
    }) as unknown as Engine
}

const notAsked = () => {
  throw new Error('nothing is numerical')
}

test('the forecast of a configuration is its examples times the time of one, over its epochs', () => {
  const clock = { ms: 0 }
  const forecast = calibrate({
    configurations: [configuration({ epochs: 1 }), configuration({ epochs: 10 })],
    datasetOf: () => tinyDataset(),
    countsOf: () => ({ train: 120, test: 60 }),
    makeEngine: pretend(clock, 2),
    referenceRate: notAsked,
    nowMs: () => clock.ms,
    budgetMs: 1000,
  })
  // 90 training examples at 2 ms, and 30 + 60 measured at a third of that: 0.18 + 0.06 s an epoch.
  expect(forecast[0]).toBeCloseTo(0.24, 9)
  expect(forecast[1]).toBeCloseTo(2.4, 9)
})

test('many configurations are inferred from a few, in proportion to their work, within the budget', () => {
  const clock = { ms: 0 }
  const configurations = Array.from({ length: 500 }, (_, i) => configuration({}, [i + 1]))
  const forecast = calibrate({
    configurations,
    datasetOf: () => tinyDataset(),
    countsOf: () => ({ train: 120, test: 60 }),
    makeEngine: pretend(clock, 1),
    referenceRate: notAsked,
    nowMs: () => clock.ms,
    budgetMs: 1000,
  })
  expect(clock.ms).toBeLessThan(1200)
  expect(forecast).toHaveLength(500)
  expect(forecast.every(seconds => seconds > 0 && Number.isFinite(seconds))).toBe(true)
})

test('a network that would take seconds to measure is inferred from a narrower one', () => {
  const clock = { ms: 0 }
  const measured: number[] = []
  const [seconds] = calibrate({
    configurations: [configuration({ epochs: 1 }, [16_384, 4096])],
    datasetOf: () => tinyDataset(),
    countsOf: () => ({ train: 120, test: 60 }),
    makeEngine: spec => {
      measured.push(...spec.sizes)
      return pretend(clock, 1)()
    },
    referenceRate: notAsked,
    nowMs: () => clock.ms,
    budgetMs: 100,
  })
  // Halved until there are at most 500,000 parameters: 16,384 and 4,096 units become 1,024 and 256.
  expect(measured).toEqual([16, 1024, 256, 3])
  // 120 examples at 1 ms, 0.12 s, times about (16384 * 4096) / (1024 * 256) = 256 for the work.
  expect(seconds).toBeGreaterThan(20)
  expect(seconds).toBeLessThan(40)
})
