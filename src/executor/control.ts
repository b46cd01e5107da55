// What a thread that trains can be told in the meantime: it hears no messages until its trial has ended, but it can look
// into memory that it shares. Trials are numbered from 1, as the thread is given them.

const STOP = 0
/** The places of offers: two, because a thread has no more trials at hand than the one it trains and the one behind it. */
const OFFERS = [1, 2] as const

/** A trial that is laid out: its number, and in which of the places. A place is free when nobody has an offer there. */
export interface Offer {
  readonly number: number
  readonly place: number
}

/** A place that none of these has. */
export function freePlace(offers: readonly Offer[]): number {
  return OFFERS.find(place => offers.every(offer => offer.place !== place))!
}

export class Control {
  readonly buffer: SharedArrayBuffer
  readonly #cells: Int32Array

  constructor(buffer = new SharedArrayBuffer(12)) {
    this.buffer = buffer
    this.#cells = new Int32Array(buffer)
  }

  /** Lays out a trial for `take`. */
  offer({ number, place }: Offer): void {
    Atomics.store(this.#cells, place, number)
  }

  /** Whether the caller is the one who has the trial: the thread, to train it, or another, to take it back. */
  take({ number, place }: Offer): boolean {
    return Atomics.compareExchange(this.#cells, place, number, 0) === number
  }

  /** Asks the thread to end the trial of that number soon. */
  stop(number: number): void {
    Atomics.store(this.#cells, STOP, number)
  }

  isStopped(number: number): boolean {
    return Atomics.load(this.#cells, STOP) === number
  }
}
