// How long the fuzz tests are, and what every input has to end in.
// BENCH_FUZZ_RUNS: so many inputs in each test, from a seed of chance; BENCH_FUZZ_SEED: the seed that a failure has printed.
// Otherwise the seed is always the same, so that a change is judged by what it changed.
import fc from 'fast-check'
import { expect } from 'vitest'
import { UserError } from '../../src/domain/errors.js'
import { isLongRun } from '../long.js'

const { BENCH_FUZZ_RUNS, BENCH_FUZZ_SEED } = process.env

/** Calls `check` with `runs` inputs, or ten times as many in the long form. What fails is printed with its seed. */
export async function fuzz<T>(
  inputs: fc.Arbitrary<T>,
  runs: number,
  check: (input: T) => void | Promise<void>,
): Promise<void> {
  const numRuns = BENCH_FUZZ_RUNS === undefined ? runs * (isLongRun ? 10 : 1) : Number(BENCH_FUZZ_RUNS)
  const isByChance = BENCH_FUZZ_RUNS !== undefined && BENCH_FUZZ_SEED === undefined
  const seed = isByChance ? {} : { seed: Number(BENCH_FUZZ_SEED ?? 1) }
  await fc.assert(
    fc.asyncProperty(inputs, async input => check(input)),
    { numRuns, ...seed },
  )
}

/** The long form takes minutes. */
export const FUZZ_TIMEOUT = BENCH_FUZZ_RUNS === undefined && !isLongRun ? 60_000 : 3_600_000

/** Resolves with whether the call gave a result; a UserError is an answer as well, and anything else fails the test. */
export async function isAnswered(call: () => unknown): Promise<boolean> {
  try {
    await call()
    return true
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    expect(error.mistakes.length).toBeGreaterThan(0)
    for (const { what } of error.mistakes) expect(what).not.toBe('')
    return false
  }
}

/** Values that programs have broken on, in place of any other. */
export const oddValues: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, true, -1, 0.5, 1e308, Number.MAX_SAFE_INTEGER, '', ' ', [], {}, [[]], [null], { name: 'relu' }],
    ...['constructor', '__proto__', 'toString', '../../escaped', '/etc/passwd', 'CON', 'x'.repeat(10_000)],
    ...['\u001b]0;owned\u0007', '\u009b2J', '\u202e', '\ud800', '한국어', '=1+1', '2026-11-21T00:00:00Z'],
  ),
  fc.double(),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.jsonValue({ maxDepth: 2 }),
)

/** What is put into texts where it does not belong. */
export const scraps: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...[
      '"',
      '""',
      ',',
      ';',
      '\n',
      '\r\n',
      '\r',
      '\0',
      '\uFEFF',
      '-',
      '0',
      '9'.repeat(400),
      'NaN',
      'Infinity',
      '1e999',
    ],
    ...['\u001b[2J', '\u009b', '=1+1', "'", '한', 'null', '{', '}', '[', ']', ':', 'true', '\ud800', '../'],
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constant(''),
)

/** A place in something of any length, how much is taken out there, and what is put in. */
export interface Cut<T> {
  /** Between 0 and 1. */
  readonly at: number
  readonly length: number
  readonly put: T
}

export const cutsOf = <T>(put: fc.Arbitrary<T>, maxCut: number): fc.Arbitrary<readonly Cut<T>[]> =>
  fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(maxCut), put }), {
    minLength: 1,
    maxLength: 4,
  })

export function cutText(text: string, cuts: readonly Cut<string>[]): string {
  return cuts.reduce((left, { at, length, put }) => {
    const start = Math.floor(at * left.length)
    return left.slice(0, start) + put + left.slice(start + length)
  }, text)
}

export function cutBytes(bytes: Uint8Array, cuts: readonly Cut<Uint8Array>[]): Uint8Array {
  return cuts.reduce<Uint8Array>((left, { at, length, put }) => {
    const start = Math.floor(at * left.length)
    return Buffer.concat([left.subarray(0, start), put, left.subarray(start + length)])
  }, bytes)
}

/** A few bytes in place of a few; a whole tail is cut off by a large length. */
export const byteCuts = cutsOf(fc.uint8Array({ maxLength: 9 }), 12).chain(cuts =>
  fc.boolean().map(isTail => (isTail ? cuts.map(cut => ({ ...cut, length: cut.length ** 4 })) : cuts)),
)

/** JSON with another value at a place, or a place without its value; steps: which key at each level. */
export interface Tampering {
  readonly steps: readonly number[]
  readonly change: { readonly remove: true } | { readonly value: unknown }
}

export const tamperings: fc.Arbitrary<readonly Tampering[]> = fc.array(
  fc.record({
    steps: fc.array(fc.nat(30), { minLength: 1, maxLength: 7 }),
    change: fc.oneof(
      fc.constant({ remove: true as const }),
      oddValues.map(value => ({ value })),
    ),
  }),
  { minLength: 1, maxLength: 3 },
)

export function tamper(json: unknown, { steps, change }: Tampering): unknown {
  const [step, ...deeper] = steps
  if (step === undefined || typeof json !== 'object' || json === null)
    return 'value' in change ? change.value : null
  const entries = Object.entries(json)
  const i = entries.length === 0 ? -1 : step % entries.length
  const after = entries.flatMap(([key, value], k): [string, unknown][] => {
    if (k !== i) return [[key, value]]
    if (deeper.length > 0) return [[key, tamper(value, { steps: deeper, change })]]
    return 'value' in change ? [[key, change.value]] : []
  })
  return Array.isArray(json) ? after.map(([, value]) => value) : Object.fromEntries(after)
}
