// Where everything lies in the memory of the kernels: decided once for a network, by its shapes alone.
import type { NetworkSpec } from './engine.js'
import { planOptions } from './simd-tables.js'
import { WIDEST } from './tiles.js'

/** A layer: its parameters, and its values for a batch. Places are addresses in bytes. */
export interface LayerPlan {
  readonly inputs: number
  readonly units: number
  /** Vectors of four numbers that a row of units takes. */
  readonly vectors: number
  /** [tile][inputs][width of the tile], then the biases [vectors]. */
  readonly weights: number
  readonly biases: number
  /** From a row of z, y and delta to the next. */
  readonly stride: number
  /** [batch, units]. y is in the place of z where the derivative needs y alone. */
  readonly z: number
  readonly y: number
  readonly delta: number
  /** Dropout: its factors, and y times them. 0, which stands for what is not there, and y itself where there is none. */
  readonly mask: number
  readonly kept: number
  /** The nonzero inputs, by row and by column, where the layer is worked through them. */
  readonly inputLists: InputLists | null
  /** The nonzero deltas, by row, where the way back is worked through them. */
  readonly deltaLists: Lists | null
}

export interface Lists {
  /** [batch, blocks + 1] addresses of entries, as in assembly/lists.ts. */
  readonly lists: number
  /** Room for [batch, width] entries of 8 bytes, and three more, which may be written as well. */
  readonly entries: number
}

export interface InputLists extends Lists {
  /** [inputs] pairs of addresses; and their entries, a room for each. */
  readonly columns: number
  readonly columnEntries: number
  /** A byte for each group of ROWS inputs: whether their weights are updated. There is room for one for each input. */
  readonly active: number
}

export interface MemoryPlan {
  readonly layers: readonly LayerPlan[]
  /** The parameters of all layers, and the bytes from there to the first slot, to the second, to their end. */
  readonly parameters: number
  readonly slotDistance: number
  /** The gradient of all parameters, as they lie; 0 where it is not collected. */
  readonly collected: number
  /** A tile of zeros, and the number 1. */
  readonly zero: number
  readonly one: number
  /** Up to here a new network finds what the one before has left, and has to clear it. */
  readonly clearedTo: number
  /** Which examples the batch has, and their labels. */
  readonly which: number
  readonly labels: number
  readonly probabilities: number
  /** Workspaces: sums of a batch's rows; a tile of packed rows; a block of gradients. */
  readonly sums: number
  readonly packed: number
  readonly gradient: number
  /** The size of it all. */
  readonly bytes: number
}

const LINE = 64
const VECTOR = 16
const ENTRY = 8
/** The widest tile of the kernels, in bytes; how many such rows of gradients they gather. */
const TILE = WIDEST * VECTOR
const ROWS = 8
/** Bytes of the workspace `gradient`. */
export const GRADIENT_ROOM = ROWS * TILE

export interface PlanOptions {
  /** How many numbers the optimizer keeps for each parameter. */
  readonly slots: number
  readonly hidden: readonly HiddenOptions[]
  readonly hasDropout: boolean
  /** Whether the whole gradient is needed before the first update. */
  readonly collectsGradient: boolean
}

/** What a hidden layer needs because of its activation. */
export interface HiddenOptions {
  /** Whether the derivative needs z beside y. */
  readonly keepsZ: boolean
  /** Whether so many outputs are exactly zero that lists of the others pay. */
  readonly isSparse: boolean
}

/** base: the address where it begins, a multiple of 64 and not 0, which stands for what is not there. */
export function planMemory(
  { sizes, batchSize: batch }: NetworkSpec,
  options: PlanOptions,
  base: number,
): MemoryPlan {
  let end = base
  const take = (bytes: number) => {
    const place = end
    end += Math.ceil(bytes / LINE) * LINE
    return place
  }
  const shapes = sizes.slice(1).map((units, l) => {
    const inputs = sizes[l]!
    const vectors = Math.ceil(units / 4)
    return { inputs, units, vectors }
  })
  const parameters = shapes.map(({ inputs, vectors }) => ({
    weights: take(inputs * vectors * VECTOR),
    biases: take(vectors * VECTOR),
  }))
  const slotDistance = end - base
  end += slotDistance * options.slots
  const collected = options.collectsGradient ? end : 0
  if (options.collectsGradient) end += slotDistance
  const zero = take(TILE)
  const one = take(4)
  const active = shapes.map(({ inputs }) => take(inputs))
  const clearedTo = end
  const takeLists = (width: number): Lists => ({
    lists: take(batch * (blocksOf(width) + 1) * 4),
    entries: take((batch * width + 3) * ENTRY),
  })
  const layers = shapes.map((shape, l): LayerPlan => {
    const stride = oddLines(shape.vectors * VECTOR)
    const own = options.hidden[l]
    const below = options.hidden[l - 1]
    const hasLists = below === undefined || (below.isSparse && shape.units >= SPARSE_FROM)
    const hasDropout = options.hasDropout && own !== undefined
    const z = take(batch * stride)
    const y = own?.keepsZ ? take(batch * stride) : z
    return {
      ...shape,
      ...parameters[l]!,
      stride,
      z,
      y,
      delta: take(batch * stride),
      mask: hasDropout ? take(batch * stride) : 0,
      kept: hasDropout ? take(batch * stride) : y,
      inputLists: hasLists
        ? {
            ...takeLists(shape.inputs),
            columns: take(shape.inputs * 8),
            columnEntries: take(shape.inputs * columnRoom(batch)),
            active: active[l]!,
          }
        : null,
      deltaLists: own?.isSparse && l > 0 && shape.inputs >= SPARSE_FROM ? takeLists(shape.units) : null,
    }
  })
  return {
    layers,
    parameters: base,
    slotDistance,
    collected,
    zero,
    one,
    clearedTo,
    which: take(batch * 4),
    labels: take(batch),
    probabilities: take(batch * sizes.at(-1)! * 4 + VECTOR),
    sums: take(batch * 4 + VECTOR),
    packed: take(Math.max(batch, ...sizes.map(size => size + 3)) * TILE),
    gradient: take(GRADIENT_ROOM),
    bytes: end - base,
  }
}

/** The bytes that a network takes while it is trained; the examples come on top. */
export function networkBytes(spec: NetworkSpec): number {
  return planMemory(spec, planOptions(spec), LINE).bytes
}

/** Positions of a block, by which a list is told apart; as BLOCK in assembly/lists.ts. */
export const BLOCK = 128
export const blocksOf = (width: number) => Math.ceil(width / BLOCK)

/** Lists are made where each of their entries is used for so many columns. */
const SPARSE_FROM = 48

/** Bytes for the entries of a column, which has at most as many as the batch has rows. */
export const columnRoom = (batch: number) => oddLines(batch * ENTRY)

/** Rows at a distance of an odd number of cache lines do not fall into the same few sets of the cache. */
function oddLines(bytes: number): number {
  return bytes <= LINE ? bytes : (Math.ceil(bytes / LINE) | 1) * LINE
}
