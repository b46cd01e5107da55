// What charts of text are drawn on: dots in characters, braille's two by four or one asterisk each, joined by lines.
import type { Signs } from './signs.js'

/** A place on the canvas: dots from the left, dots from the top. */
export interface Dot {
  readonly x: number
  readonly y: number
}

/** How dots become characters. */
interface Grain {
  /** Dots of one character, across and down. */
  readonly dots: Dot
  /** The character whose dots, a bit each, are set. */
  readonly character: (bits: number) => string
  /** The bit of the dot in that column and row of a character. */
  readonly bit: (x: number, y: number) => number
}

/** Unicode numbers the dots of braille down the left column, then down the right, but for the fourth row, which came later. */
const brailleBits = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const

const braille: Grain = {
  dots: { x: 2, y: 4 },
  character: bits => (bits === 0 ? ' ' : String.fromCodePoint(0x2800 + bits)),
  bit: (x, y) => brailleBits[x]![y]!,
}

const asterisks: Grain = {
  dots: { x: 1, y: 1 },
  character: bits => (bits === 0 ? ' ' : '*'),
  bit: () => 1,
}

export interface CanvasSize {
  /** In characters; at least 1. */
  readonly width: number
  readonly height: number
  readonly signs: Signs
}

export class Canvas {
  /** Dots across and down. */
  readonly columns: number
  readonly rows: number
  readonly #grain: Grain
  readonly #bits: number[][]
  readonly #marks = new Map<string, string>()

  constructor({ width, height, signs }: CanvasSize) {
    this.#grain = signs.ascii ? asterisks : braille
    this.columns = width * this.#grain.dots.x
    this.rows = height * this.#grain.dots.y
    this.#bits = Array.from({ length: height }, () => new Array<number>(width).fill(0))
  }

  /** A straight line, both ends included. What lies beside the canvas is left out. */
  line(from: Dot, to: Dot): void {
    const steps = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y))
    for (let i = 0; i <= steps; i++) {
      const share = steps === 0 ? 0 : i / steps
      this.#set(Math.round(from.x + share * (to.x - from.x)), Math.round(from.y + share * (to.y - from.y)))
    }
  }

  /** A sign of one column over whatever is drawn in that character. */
  mark({ x, y }: Dot, sign: string): void {
    const { dots } = this.#grain
    this.#marks.set(`${Math.floor(x / dots.x)} ${Math.floor(y / dots.y)}`, sign)
  }

  /** From the top. */
  lines(): readonly string[] {
    const { character } = this.#grain
    return this.#bits.map((row, y) =>
      row.map((bits, x) => this.#marks.get(`${x} ${y}`) ?? character(bits)).join(''),
    )
  }

  #set(x: number, y: number): void {
    if (x < 0 || y < 0 || x >= this.columns || y >= this.rows) return
    const { dots, bit } = this.#grain
    this.#bits[Math.floor(y / dots.y)]![Math.floor(x / dots.x)]! |= bit(x % dots.x, y % dots.y)
  }
}

/** What stands between the labels of an axis and the plot. */
export function axisSign({ ascii }: Signs): string {
  return ascii ? '|' : '┤'
}
