// How near the sums come to the machine's peak: multiplications and additions a second, and their share of what the same core
// does without memory.
import { readFileSync } from 'node:fs'
import { type KernelExports, Kernels } from '../src/core/kernels.js'
import { RandomStream } from '../src/core/random.js'

export interface KernelFigure {
  readonly title: string
  /** 10^9 multiplications and additions a second. */
  readonly gflops: number
}

/** The peak first. */
export function measureKernels(repetitions: number): readonly KernelFigure[] {
  return [
    { title: 'peak: multiply and add, no memory', gflops: measurePeak(repetitions) },
    ...cases.map(sum => ({ title: sum.title, gflops: measureSum(sum, repetitions) })),
  ]
}

interface Sum {
  readonly title: string
  readonly kernel: 'lists' | 'dense'
  readonly width: number
  readonly rows: number
  /** Rows of b, and how many of them go into each sum. */
  readonly terms: number
  readonly used: number
}

const cases: readonly Sum[] = [
  {
    title: 'list, 7 vectors, 150 of 784 (forward, first layer)',
    kernel: 'lists',
    width: 7,
    rows: 128,
    terms: 784,
    used: 150,
  },
  {
    title: 'list, 7 vectors, 24 of 128 (gradient, first layer)',
    kernel: 'lists',
    width: 7,
    rows: 784,
    terms: 128,
    used: 24,
  },
  { title: 'dense, 7 vectors, 100 terms', kernel: 'dense', width: 7, rows: 100, terms: 100, used: 100 },
  { title: 'dense, 4 vectors, 100 terms', kernel: 'dense', width: 4, rows: 100, terms: 100, used: 100 },
  {
    title: 'dense, 3 vectors, 50 terms (output layer)',
    kernel: 'dense',
    width: 3,
    rows: 100,
    terms: 50,
    used: 50,
  },
]

function measurePeak(repetitions: number): number {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
  const module = new WebAssembly.Module(readFileSync('build/peak.wasm'))
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  const run = exports as unknown as { multiplyAdd: (rounds: number, at: number) => void }
  new Float32Array(memory.buffer).fill(0.5, 0, 64)
  const rounds = 500_000
  // A round is 8 multiplications and 8 additions of 4 numbers.
  return best(repetitions, () => run.multiplyAdd(rounds, 0), rounds * 64)
}

function measureSum({ kernel, width, rows, terms, used }: Sum, repetitions: number): number {
  const kernels = new Kernels(new WebAssembly.Module(readFileSync('dist/core/kernels.wasm')))
  const base = kernels.takeOver(kernels, 1 << 25)
  const [first, lists, entries] = [base, base + 1024, base + (1 << 18)]
  const [b, out] = [base + (1 << 23), base + (1 << 24)]
  const memory = kernels.memory.buffer
  new Float32Array(memory).fill(0.5, b / 4, b / 4 + terms * width * 4)
  writeLists(memory, { lists, entries, rows, terms, used })
  const calls = Math.ceil(2e6 / (rows * used * width))
  const { sumLists, sumDense }: KernelExports = kernels.run
  const call =
    kernel === 'lists'
      ? () => sumLists(width, lists, 4, rows, b, first, 0, out, width * 16)
      : () => sumDense(width, entries, terms * 4, 4, rows, terms, b, first, out, width * 16)
  const run = () => {
    for (let n = 0; n < calls; n++) call()
  }
  return best(repetitions, run, calls * rows * used * width * 8)
}

function writeLists(
  memory: SharedArrayBuffer,
  at: { lists: number; entries: number; rows: number; terms: number; used: number },
): void {
  const [words, floats] = [new Uint32Array(memory), new Float32Array(memory)]
  const stream = new RandomStream(0, 'shuffle')
  let entry = at.entries / 4
  for (let row = 0; row < at.rows; row++) {
    words[at.lists / 4 + row] = entry * 4
    const chosen = new Set<number>()
    while (chosen.size < at.used) chosen.add(stream.below(at.terms))
    for (const term of [...chosen].sort((a, c) => a - c)) {
      words[entry] = term
      floats[entry + 1] = 0.5
      entry += 2
    }
  }
  words[at.lists / 4 + at.rows] = entry * 4
}

/** 10^9 operations a second in the fastest of some repetitions: what the machine can do when it is let alone. */
function best(repetitions: number, run: () => void, operations: number): number {
  let seconds = Infinity
  for (let n = 0; n < repetitions; n++) {
    const start = performance.now()
    run()
    seconds = Math.min(seconds, (performance.now() - start) / 1000)
  }
  return operations / seconds / 1e9
}
