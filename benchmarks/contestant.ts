// A program that trains a system when it is asked to: started once, pinned to one core, then asked turn by turn, so that
// all contestants share whatever else the machine is doing.
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { System } from './systems.js'

export interface ContestantKind {
  readonly key: string
  readonly command: readonly string[]
  readonly install: string
}

export const contestantKinds: readonly ContestantKind[] = [
  {
    key: 'bench',
    command: [process.execPath, 'build/benchmarks/contestants/bench.js'],
    install: 'npm run build',
  },
  {
    key: 'pytorch',
    command: [process.env['BENCH_PYTHON'] ?? '/usr/bin/python3', 'benchmarks/contestants/pytorch.py'],
    install:
      'apt-get install python3-torch python3-numpy libopenblas0-pthread (without OpenBLAS it multiplies with the reference BLAS, ten times as slow)',
  },
  {
    key: 'loops',
    command: [process.execPath, 'build/benchmarks/contestants/loops.js'],
    install: 'npm run build',
  },
  {
    key: 'tfjs',
    command: [process.execPath, 'benchmarks/contestants/tfjs.mjs'],
    install:
      'npm install @tensorflow/tfjs @tensorflow/tfjs-backend-wasm in a folder of its own, and set BENCH_TFJS to it',
  },
]

export interface Task extends System {
  /** Files of plain bytes. */
  readonly images: string
  readonly labels: string
}

export interface Turn {
  /** Seconds of the processor and of the clock on the wall. */
  readonly cpu: number
  readonly wall: number
  readonly loss: number
}

export class Contestant {
  readonly kind: ContestantKind
  readonly name: string
  readonly #process: ChildProcess
  readonly #lines: AsyncIterator<string>

  private constructor(kind: ContestantKind, name: string, child: ChildProcess, lines: AsyncIterator<string>) {
    this.kind = kind
    this.name = name
    this.#process = child
    this.#lines = lines
  }

  /** null where it cannot be started: it is not installed. */
  static async start(kind: ContestantKind, task: Task, core: number): Promise<Contestant | null> {
    const pinned =
      process.platform === 'linux' ? ['taskset', '-c', String(core), ...kind.command] : kind.command
    const child = spawn(pinned[0]!, pinned.slice(1), {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' },
    })
    child.on('error', () => {}) // a program that is not there: its output ends at once
    child.stdin!.on('error', () => {})
    const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
    child.stdin!.write(`${JSON.stringify(task)}\n`)
    for (;;) {
      const { value, done } = await lines.next()
      if (done) return null
      if (!value.startsWith('{')) continue // what a library says about itself
      return new Contestant(kind, (JSON.parse(value) as { name: string }).name, child, lines)
    }
  }

  async train(steps: number): Promise<Turn> {
    this.#process.stdin!.write(`${JSON.stringify({ steps })}\n`)
    const { value, done } = await this.#lines.next()
    if (done) throw new Error(`${this.name} ended in the middle of a turn`)
    return JSON.parse(value) as Turn
  }

  stop(): void {
    this.#process.stdin!.end()
  }
}
