// The compiled kernels and the memory that they work on. What each kernel does is said where it is written, in assembly/.

/** The functions that kernels.wasm exports. Places are addresses in bytes, unless they are counts. */
export interface KernelExports {
  readonly listBytes: (
    bytes: number,
    rows: number,
    width: number,
    values: number,
    lists: number,
    entries: number,
    columns: number,
    columnEntries: number,
  ) => void
  readonly listNumbers: (
    numbers: number,
    stride: number,
    rows: number,
    width: number,
    lists: number,
    entries: number,
    columns: number,
    columnEntries: number,
  ) => void
  readonly forwardLists: (
    lists: number,
    rows: number,
    inputs: number,
    weights: number,
    biases: number,
    vectors: number,
    out: number,
    stride: number,
  ) => void
  readonly forwardDense: (
    x: number,
    xStride: number,
    rows: number,
    inputs: number,
    weights: number,
    biases: number,
    vectors: number,
    out: number,
    stride: number,
  ) => void
  readonly backward: (
    delta: number,
    deltaStride: number,
    lists: number,
    rows: number,
    units: number,
    weights: number,
    inputs: number,
    out: number,
    stride: number,
    packed: number,
    zero: number,
  ) => void
  readonly trainDense: (
    x: number,
    xStride: number,
    rows: number,
    inputs: number,
    delta: number,
    stride: number,
    weights: number,
    biases: number,
    vectors: number,
    penalty: number,
    packed: number,
    zero: number,
    one: number,
    gradient: number,
  ) => void
  readonly trainLists: (
    columns: number,
    active: number,
    rows: number,
    inputs: number,
    delta: number,
    stride: number,
    weights: number,
    biases: number,
    vectors: number,
    penalty: number,
    packed: number,
    zero: number,
    one: number,
    gradient: number,
  ) => void
  readonly markActive: (columns: number, inputs: number, active: number, keep: number) => void
  readonly activate: (
    kind: number,
    rows: number,
    rowBytes: number,
    stride: number,
    z: number,
    y: number,
    parameter: number,
  ) => void
  readonly multiplyDerivative: (
    kind: number,
    rows: number,
    rowBytes: number,
    stride: number,
    z: number,
    y: number,
    delta: number,
    parameter: number,
  ) => void
  readonly crossEntropy: (
    logits: number,
    stride: number,
    rows: number,
    classes: number,
    labels: number,
    probabilities: number,
    delta: number,
    share: number,
    sums: number,
  ) => number
  readonly hitsOfLast: () => number
  readonly configureOptimizer: (
    kind: number,
    slotDistance: number,
    share: number,
    rest: number,
    rest2: number,
    epsilon: number,
  ) => void
  readonly beginStep: (rate: number, kept: number) => void
  readonly sumLists: (
    width: number,
    lists: number,
    listStride: number,
    rows: number,
    b: number,
    first: number,
    firstStride: number,
    out: number,
    outStride: number,
  ) => void
  readonly sumDense: (
    width: number,
    x: number,
    xRow: number,
    xStep: number,
    rows: number,
    terms: number,
    b: number,
    first: number,
    out: number,
    outStride: number,
  ) => void
  readonly elementary: (kind: number, from: number, to: number, vectors: number) => void
}

const PAGE = 65_536
/** What addresses of 32 bits reach. */
export const MEMORY_MAX = 65_536 * PAGE

/**
 * An instance of the kernels with one memory, for one network at a time: a trial takes over the memory of the trial before,
 * so that a worker's memory is that of its largest trial, however many there are.
 */
export class Kernels {
  readonly run: KernelExports
  readonly #memory = new WebAssembly.Memory({ initial: 1 })
  #user: object | null = null

  constructor(module: WebAssembly.Module) {
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.#memory } })
    this.run = exports as unknown as KernelExports
  }

  /** Hands the memory, at least `bytes` of it, to a new user; what is in it is left over from the last. Throws MemoryError. */
  takeOver(user: object, bytes: number): ArrayBuffer {
    const missing = Math.ceil((bytes - this.#memory.buffer.byteLength) / PAGE)
    if (bytes > MEMORY_MAX) throw new MemoryError(bytes, `the kernels reach ${megabytes(MEMORY_MAX)}`)
    try {
      if (missing > 0) this.#memory.grow(missing)
    } catch {
      throw new MemoryError(bytes, 'the machine does not give as much')
    }
    this.#user = user
    return this.#memory.buffer
  }

  /** Throws where the memory was handed on to another user. */
  assertUser(user: object): void {
    if (this.#user !== user) throw new Error('another network has taken over the memory of this one')
  }
}

const megabytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20).toLocaleString('en')} MiB`

/** A network that does not fit into memory; says how much it would take. */
export class MemoryError extends RangeError {
  override readonly name = 'MemoryError'
  constructor(bytes: number, limit: string) {
    super(`this network and its batch need ${megabytes(bytes)} of memory, and ${limit}`)
  }
}
