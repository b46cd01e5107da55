// What has been added to a table since the last look. Only reads, and keeps no file open: a table that its owner wants to put another
// one in the place of is not in use. A row that is not whole yet is left for the next look.
import { open } from 'node:fs/promises'
import { wholeRecords } from './csv.js'
import { isSystemError } from './durable.js'
import { checkRegular, explainReading, runDamaged } from './reading.js'

/** How much is held at a time; a row has some hundreds of bytes, and of a file that is none of ours no more than this is read. */
const PIECE_BYTES = 1 << 22

export class Tail {
  readonly path: string
  #position = 0
  /** Of the file that was looked at. */
  #inode: bigint | null = null

  constructor(path: string) {
    this.path = path
  }

  /** Whether no row of the file has been seen: of one that is empty, or was emptied. */
  get isAtStart(): boolean {
    return this.#position === 0
  }

  /**
   * Calls `visit` with whole rows, as text. isStart: it begins with the header, which it does the first time, and again where the
   * file is another one than at the last look, or shorter. Resolves with whether there is such a file.
   */
  async look(visit: (text: string, isStart: boolean) => void): Promise<boolean> {
    return explainReading(this.path, async () => {
      try {
        await checkRegular(this.path, Infinity)
        await this.#look(visit)
        return true
      } catch (error) {
        if (isSystemError(error) && error.code === 'ENOENT') return false
        throw error
      }
    })
  }

  async #look(visit: (text: string, isStart: boolean) => void): Promise<void> {
    const file = await open(this.path, 'r')
    try {
      const { ino, size } = await file.stat({ bigint: true })
      if (ino !== this.#inode || size < BigInt(this.#position)) this.#position = 0
      this.#inode = ino
      const end = Number(size)
      while (this.#position < end) {
        const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, end - this.#position))
        const { bytesRead } = await file.read(piece, 0, piece.length, this.#position)
        // A character a byte, so that rows end where they end in the file.
        const whole = wholeRecords(piece.toString('latin1', 0, bytesRead))
        if (whole === 0 && bytesRead < PIECE_BYTES) return
        if (whole === 0)
          throw runDamaged(this.path, `from byte ${this.#position} on, ${PIECE_BYTES} bytes are no row`)
        visit(piece.toString('utf8', 0, whole), this.#position === 0)
        this.#position += whole
      }
    } finally {
      await file.close()
    }
  }
}
