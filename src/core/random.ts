// Random numbers as streams named by purpose: what is drawn depends on (seed, purpose, index, position) alone, never on
// what was drawn before elsewhere, by whom, or in which worker. Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel
// random numbers: as easy as 1, 2, 3", SC 2011): a block cipher on a counter, so every position is reached directly.

import type { NumberArray } from './losses.js'

/** The purposes, each with its own streams. A number is part of the arithmetic: it never changes and is never reused. */
export const purposes = { split: 0, weights: 1, shuffle: 2, dropout: 3, sample: 4 } as const
export type Purpose = keyof typeof purposes

/** The seeds that keep all their bits in a number of JavaScript, and in a spreadsheet up to 15 digits. */
export const SEED_MAX = Number.MAX_SAFE_INTEGER

/**
 * The Philox4x32-10 block function: four words of 32 bits from a counter of four and a key of two.
 * Checked against the known answers that the authors publish with Random123.
 */
export function philox(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): Words {
  let [c0, c1, c2, c3] = counter
  let [k0, k1] = key
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0)
    const high1 = multiplyHigh(0xcd9e8d57, c2)
    const low0 = Math.imul(0xd2511f53, c0) >>> 0
    const low1 = Math.imul(0xcd9e8d57, c2) >>> 0
    c0 = (high1 ^ c1 ^ k0) >>> 0
    c2 = (high0 ^ c3 ^ k1) >>> 0
    c1 = low1
    c3 = low0
    k0 = (k0 + 0x9e3779b9) >>> 0
    k1 = (k1 + 0xbb67ae85) >>> 0
  }
  return [c0, c1, c2, c3]
}

type Words = [number, number, number, number]

/** The upper 32 bits of the product of two unsigned words. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16)
  const carry = (middle & 0xffff) + aLow * bHigh
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0
}

/** The words 4 block .. 4 block + 3 of a stream: how a place of it is reached without what stands before. */
export function wordsAt(seed: number, purpose: Purpose, index: number, block: number): Words {
  return philox(
    [block >>> 0, index >>> 0, purposes[purpose], 0],
    [seed >>> 0, Math.floor(seed / 0x100000000)],
  )
}

/** One stream of words of 32 bits. */
export class RandomStream {
  readonly #seed: number
  readonly #purpose: Purpose
  readonly #index: number
  #block = 0
  #words: Words | null = null
  #used = 4

  /** seed: an integer from 0 to SEED_MAX. index: which stream of this purpose (an epoch, a layer), from 0. */
  constructor(seed: number, purpose: Purpose, index = 0) {
    if (!Number.isSafeInteger(seed) || seed < 0)
      throw new RangeError(`a seed is an integer from 0, got ${seed}`)
    this.#seed = seed
    this.#purpose = purpose
    this.#index = index
  }

  /** An integer from 0 to 2^32 - 1. */
  word(): number {
    if (this.#words === null || this.#used === 4) {
      this.#words = wordsAt(this.#seed, this.#purpose, this.#index, this.#block++)
      this.#used = 0
    }
    return this.#words[this.#used++]!
  }

  /** A number strictly between 0 and 1: the middle of one of 2^32 equal intervals. */
  uniform(): number {
    return (this.word() + 0.5) / 0x100000000
  }

  /** Fills `out` with numbers between low and high, low + (high - low) u for the uniform u of one word each. */
  uniforms(out: NumberArray, low: number, high: number): void {
    for (let i = 0; i < out.length; i++) out[i] = low + (high - low) * this.uniform()
  }

  /** An integer from 0 to n - 1, each equally likely; n from 1 to 2^32. Words that would favour some are drawn again. */
  below(n: number): number {
    const limit = 0x100000000 - (0x100000000 % n)
    let word = this.word()
    while (word >= limit) word = this.word()
    return word % n
  }
}

/** The numbers 0 .. n - 1 in random order (Fisher and Yates; Durstenfeld 1964). */
export function permutation(n: number, stream: RandomStream): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i)
  for (let i = n - 1; i > 0; i--) {
    const j = stream.below(i + 1)
    const swapped = order[i]!
    order[i] = order[j]!
    order[j] = swapped
  }
  return order
}
