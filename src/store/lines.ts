// Reads a file of lines without holding it: epochs.csv can be large, and none of its cells needs quotes, so that a line
// of it is a record (cellsOf in csv.ts).
import { createReadStream } from 'node:fs'
import { checkRegular, runDamaged } from './reading.js'

/** A line has some hundreds of characters; of a file that is none of ours, no more than this is held. */
const LINE_BYTES_MAX = 1 << 20

/**
 * Calls `visit` for every line, its line break included, with the position of its first byte. What stands behind the last
 * line break, or behind a zero, is left out: a line that was torn off while it was written, and what a power cut leaves. Throws a
 * UserError where a line is too long to be one.
 */
export async function scanLines(
  path: string,
  visit: (line: Buffer, position: number) => void,
): Promise<void> {
  await checkRegular(path, Infinity)
  let rest = Buffer.alloc(0)
  let position = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
    const zero = chunk.indexOf(0)
    const data = Buffer.concat([rest, zero === -1 ? chunk : chunk.subarray(0, zero)])
    let start = 0
    for (let end = data.indexOf('\n') + 1; end > 0; end = data.indexOf('\n', start) + 1) {
      visit(data.subarray(start, end), position + start)
      start = end
    }
    rest = data.subarray(start)
    position += start
    if (zero !== -1) return
    if (rest.length > LINE_BYTES_MAX)
      throw runDamaged(path, `from byte ${position} on, ${LINE_BYTES_MAX} bytes stand without a line break`)
  }
}

/** The first cell of a line: of epochs.csv the trial. */
export function firstCell(line: Buffer, delimiter: string): string {
  const text = line.toString('latin1', 0, Math.max(0, line.indexOf(delimiter)))
  return text.startsWith('"') ? text.slice(1, -1) : text
}
