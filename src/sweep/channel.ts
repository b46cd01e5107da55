// A queue between several producers and one consumer, in which a producer waits until its value has been taken.

interface Item<T> {
  readonly value: T
  readonly taken: () => void
}

export class Channel<T> implements AsyncIterable<T> {
  readonly #items: Item<T>[] = []
  #closed = false
  #wake: () => void = () => {}

  /** Resolves when the consumer has taken the value and come back for the next: it has finished with this one. */
  push(value: T): Promise<void> {
    return new Promise(taken => {
      this.#items.push({ value, taken })
      this.#wake()
    })
  }

  /** No more values will come; the consumer ends after those that are waiting. */
  close(): void {
    this.#closed = true
    this.#wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const batch = this.#items.splice(0)
      for (const { value, taken } of batch) {
        yield value
        taken()
      }
      if (this.#items.length > 0) continue
      if (this.#closed) return
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
  }
}
