// Cuts off what a kill or a power cut left in the middle of a row at the end of a CSV file.
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { explainFailure } from './durable.js'

export interface TornEnd {
  readonly bytes: number
  /** The first of what was cut. */
  readonly text: string
}

/** null where the file ends with a whole row. Only appended files are ever torn, and only at their end. */
export async function cutTornEnd(path: string): Promise<TornEnd | null> {
  return explainFailure(path, async () => {
    const whole = await wholeBytes(path)
    const file = await open(path, 'r+')
    try {
      const { size } = await file.stat()
      if (whole === size) return null
      const start = Buffer.alloc(Math.min(40, size - whole))
      await file.read(start, 0, start.length, whole)
      await file.truncate(whole)
      await file.sync()
      return { bytes: size - whole, text: start.toString('latin1') }
    } finally {
      await file.close()
    }
  })
}

/** What would be cut, as text, a character a byte; its first megabyte. */
export async function tornEndOf(path: string): Promise<string> {
  return explainFailure(path, async () => {
    const start = await wholeBytes(path)
    const pieces = createReadStream(path, { start, end: start + TORN_BYTES_MAX, encoding: 'latin1' })
    return (await pieces.toArray()).join('')
  })
}

/** A row has some hundreds of bytes. */
const TORN_BYTES_MAX = 1 << 20

const [QUOTE, LINE_FEED] = [0x22, 0x0a]

/**
 * Up to the end of the last line break outside quotes. A zero byte is where a file system had counted the length of a write
 * and lost its content.
 */
async function wholeBytes(path: string): Promise<number> {
  let [position, end, quoted] = [0, 0, false]
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
    for (const byte of chunk) {
      position++
      if (byte === 0) return end
      if (byte === QUOTE) quoted = !quoted
      else if (byte === LINE_FEED && !quoted) end = position
    }
  }
  return end
}
