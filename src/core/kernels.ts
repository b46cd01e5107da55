// The compiled kernels and the memory that they work on. What each kernel does is said where it is written, in assembly/.

/** The functions that kernels.wasm exports. Places are addresses in bytes, unless they are counts. */
export interface KernelExports {
  readonly listBytes: (bytes: number, rows: number, width: number, starts: number, entries: number) => number
  readonly listNumbers: (
    numbers: number,
    stride: number,
    rows: number,
    width: number,
    lists: number,
    entries: number,
    columns: number,
  ) => void
  readonly gather: (
    starts: number,
    allLabels: number,
    which: number,
    rows: number,
    width: number,
    lists: number,
    entries: number,
    labels: number,
    columns: number,
  ) => number
  readonly openColumns: (columns: number, width: number, entries: number, room: number) => void
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
  readonly smoothLabels: (
    logits: number,
    stride: number,
    rows: number,
    classes: number,
    labels: number,
    delta: number,
    share: number,
    smoothing: number,
  ) => number
  readonly squaredDistance: (
    output: number,
    logits: number,
    stride: number,
    rows: number,
    classes: number,
    labels: number,
    outputs: number,
    delta: number,
    share: number,
    smoothing: number,
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
  readonly updateScaled: (w: number, g: number, vectors: number, factor: number) => void
  readonly sumOfSquares: (at: number, vectors: number) => number
  readonly clear: (at: number, bytes: number) => void
  readonly randomBlocks: (
    seedLow: number,
    seedHigh: number,
    purpose: number,
    index: number,
    block: number,
    blocks: number,
    out: number,
  ) => void
  readonly drawUniform: (
    seedLow: number,
    seedHigh: number,
    purpose: number,
    index: number,
    block: number,
    vectors: number,
    low: number,
    range: number,
    out: number,
  ) => void
  readonly drawMask: (
    seedLow: number,
    seedHigh: number,
    purpose: number,
    index: number,
    block: number,
    blocksPerRow: number,
    rows: number,
    vectors: number,
    threshold: number,
    scale: number,
    mask: number,
    stride: number,
  ) => void
  readonly applyMask: (
    rows: number,
    rowBytes: number,
    stride: number,
    a: number,
    mask: number,
    out: number,
  ) => void
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
/** The first page is for the bookkeeping: a word that says how many pages are taken. */
const TAKEN = 0

/** A memory for all threads of a run: what is read by all is in it once, and each thread takes a part for its own. */
export function makeMemory(): WebAssembly.Memory {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MEMORY_MAX / PAGE, shared: true })
  new Int32Array(memory.buffer)[TAKEN] = 1
  return memory
}

/**
 * An instance of the kernels for one thread. It trains one network at a time: a trial takes over the part of memory that the
 * trial before had, so that a thread's part is that of its largest trial, however many there are.
 */
export class Kernels {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly run: KernelExports
  #part = { start: 0, bytes: 0 }
  #user: object | null = null

  constructor(module: WebAssembly.Module, memory = makeMemory()) {
    this.module = module
    this.memory = memory
    this.run = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports
  }

  /** Takes so many bytes for good; returns their address. Other threads may do so at the same time. Throws MemoryError. */
  take(bytes: number): number {
    const pages = Math.ceil(bytes / PAGE)
    const words = new Int32Array(this.memory.buffer, 0, 1)
    let start: number
    do {
      start = Atomics.load(words, TAKEN)
      if (start + pages > MEMORY_MAX / PAGE) throw new MemoryError(bytes, start * PAGE)
    } while (Atomics.compareExchange(words, TAKEN, start, start + pages) !== start)
    try {
      // Another thread may have made it larger in the meantime; then it is larger than it need be.
      const missing = start + pages - this.memory.buffer.byteLength / PAGE
      if (missing > 0) this.memory.grow(missing)
    } catch {
      // Given back, unless another thread has taken what lies behind.
      Atomics.compareExchange(words, TAKEN, start + pages, start)
      throw new MemoryError(bytes, start * PAGE)
    }
    return start * PAGE
  }

  /**
   * Hands this thread's part of the memory, at least `bytes` of it, to a new network, and returns its address; what is in it
   * is left over from the last. A part that is too small is given up for one of the next power of two, so that networks
   * of growing size waste no more than the largest takes; a very large one gets no more than it needs.
   */
  takeOver(user: object, bytes: number): number {
    if (bytes > this.#part.bytes) {
      let rounded = PAGE
      while (rounded < bytes) rounded *= 2
      if (rounded > MEMORY_MAX / 4) rounded = bytes
      this.#part = { start: this.take(rounded), bytes: rounded }
    }
    this.#user = user
    return this.#part.start
  }

  /** Throws where the memory was handed on to another network. */
  assertUser(user: object): void {
    if (this.#user !== user) throw new Error('another network has taken over the memory of this one')
  }
}

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1_048_576).toLocaleString('en')} MiB`

/** What does not fit into memory; says how much it would take. */
export class MemoryError extends RangeError {
  override readonly name = 'MemoryError'
  constructor(bytes: number, taken: number) {
    super(
      `this needs ${megabytes(bytes)} of memory; of the ${megabytes(MEMORY_MAX)} that the kernels reach, ` +
        `${megabytes(taken)} are taken, and the machine may have less`,
    )
  }
}
