// How a matrix of weights lies in the memory of the kernels: cut into tiles of columns, [tile][rows][width], so that a
// kernel reads from one end to the other what it needs for a tile. Columns are padded to whole vectors of four.

/** The widest tile, in vectors. */
export const WIDEST = 13

export type Direction = 'to tiles' | 'to dense'

/** Copies a dense matrix [rows, columns] to its tiles, which begin at `start`, or back. The padding is left as it is. */
export function copyTiled(
  direction: Direction,
  dense: Float32Array,
  rows: number,
  tiled: Float32Array,
  start: number,
): void {
  const columns = dense.length / rows
  let tile = start
  for (const [from, width] of tilesOf(columns)) {
    const inside = Math.min(width, columns - from)
    for (let row = 0; row < rows; row++) {
      const a = row * columns + from
      const b = tile + row * width
      if (direction === 'to tiles') for (let c = 0; c < inside; c++) tiled[b + c] = dense[a + c]!
      else for (let c = 0; c < inside; c++) dense[a + c] = tiled[b + c]!
    }
    tile += rows * width
  }
}

/** First column and padded width of each tile. */
export function tilesOf(columns: number): readonly (readonly [number, number])[] {
  const tiles: [number, number][] = []
  const vectors = Math.ceil(columns / 4)
  for (let done = 0; done < vectors; ) {
    const width = tileWidth(vectors - done)
    tiles.push([done * 4, width * 4])
    done += width
  }
  return tiles
}

/** How many vectors the next tile has, when so many are left; as in assembly/sums.ts, where the reason is said. */
function tileWidth(left: number): number {
  const even = Math.ceil(left / Math.ceil(left / WIDEST))
  if (even <= 7 || even >= 12) return even
  return left > WIDEST ? WIDEST : Math.ceil(left / 2)
}
