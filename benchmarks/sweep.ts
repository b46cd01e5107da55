// What a sweep costs beside the training: two workers against one, the share of 2,000 short trials that is not training, and
// whether memory grows with the number of trials, of 20,000 that are hardly any training at all. Writes its section of
// results.md; `--short` for a check that it works.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Dataset } from '../src/data/dataset.js'
import type { Plan } from '../src/domain/trial.js'
import { ThreadsExecutor } from '../src/executor/threads.js'
import { loadExperiment } from '../src/spec/load.js'
import { expand } from '../src/sweep/expand.js'
import { runSweep } from '../src/sweep/run-sweep.js'
import { writeData } from './data.js'
import { Section } from './section.js'
import { summarize } from './statistics.js'

const isShort = process.argv.includes('--short')
const SHORT_TRIALS = isShort ? 20 : 2000
const TINY_TRIALS = isShort ? 200 : 20_000
const LONG_TRIALS = isShort ? 2 : 8
const PAIRS = isShort ? 1 : 5

const kernels = new WebAssembly.Module(readFileSync('dist/core/kernels.wasm'))

/** The first examples of MNIST, on shared memory. */
function readDataset(count: number): Dataset {
  const folder = mkdtempSync(join(tmpdir(), 'bench-sweep-'))
  const files = writeData('mnist', folder)
  const shared = (file: string, length: number) => {
    const bytes = new Uint8Array(new SharedArrayBuffer(length))
    bytes.set(readFileSync(file).subarray(0, length))
    return bytes
  }
  const train = { images: shared(files.images, count * 784), labels: shared(files.labels, count) }
  rmSync(folder, { recursive: true })
  const classes = Array.from({ length: 10 }, (_, i) => String(i))
  return { name: 'mnist', imageShape: [28, 28], classes, train, test: null, sha256: {}, foundIn: '' }
}

function planOf(count: number, epochs: number, hidden = 50): Plan {
  const text = `
name: sweep
dataset: mnist
model: { hidden: [${hidden}], activation: sigmoid }
training: { epochs: ${epochs}, validation: 0.1 }
seeds: ${count}`
  return expand(loadExperiment(text, { file: 'sweep' }))
}

interface SweepFigures {
  readonly wallS: number
  /** Sum of the epochs' own times, over all workers. */
  readonly trainingS: number
  /** Resident memory in MB each time a tenth of the trials has ended. */
  readonly memoryMb: readonly number[]
}

async function sweep(executor: ThreadsExecutor, plan: Plan): Promise<SweepFigures> {
  const { signal } = new AbortController()
  const start = performance.now()
  const memoryMb: number[] = []
  let trainingS = 0
  let ended = 0
  for await (const event of runSweep({ plan, executor, clock: { now: () => new Date() }, signal })) {
    if (event.type === 'epoch-measured') trainingS += event.record.durationS
    if (event.type !== 'trial-ended') continue
    if (event.outcome.status !== 'completed')
      throw new Error(`a trial ended as ${JSON.stringify(event.outcome)}`)
    if (++ended % Math.ceil(plan.trials.length / 10) === 0) memoryMb.push(process.memoryUsage().rss / 1e6)
  }
  return { wallS: (performance.now() - start) / 1000, trainingS, memoryMb }
}

const eachTenth = (mb: readonly number[]) => `after each tenth: ${mb.map(n => n.toFixed(0)).join(', ')} MB`

const startWorkers = (workers: number, dataset: Dataset) =>
  new ThreadsExecutor({ workers, datasets: new Map([['mnist', dataset]]), kernels })

const few = readDataset(5000)
const section = new Section('A sweep', !isShort)
const all = readDataset(isShort ? 5000 : 10_000)

// Two workers against one, in turn, each pair of sweeps one after the other.
const [one, two] = [startWorkers(1, all), startWorkers(2, all)]
const ratios: number[] = []
for (let pair = -1; pair < PAIRS; pair++) {
  const single = await sweep(one, planOf(LONG_TRIALS, 5))
  const double = await sweep(two, planOf(LONG_TRIALS, 5))
  if (pair >= 0) ratios.push(single.wallS / double.wallS) // the first pair is for the compiler
}
await Promise.all([one.close(), two.close()])
const { median, lower, upper } = summarize(ratios)
section.say(
  `two workers train ${median.toFixed(2)} times as many trials a minute as one (${lower.toFixed(2)}-${upper.toFixed(2)})`,
)

const short = startWorkers(1, few)
await sweep(short, planOf(Math.ceil(SHORT_TRIALS / 10), 1))
const { wallS, trainingS, memoryMb } = await sweep(short, planOf(SHORT_TRIALS, 1))
await short.close()
section.say(
  `${SHORT_TRIALS} trials of ${((1000 * trainingS) / SHORT_TRIALS).toFixed(1)} ms: ` +
    `${(100 * (1 - trainingS / wallS)).toFixed(1)} % of the time outside training; memory ${eachTenth(memoryMb)}`,
)

const tiny = startWorkers(1, readDataset(50))
await sweep(tiny, planOf(Math.ceil(TINY_TRIALS / 10), 1, 2))
const hardlyAny = await sweep(tiny, planOf(TINY_TRIALS, 1, 2))
await tiny.close()
section.say(
  `${TINY_TRIALS} trials of hardly any training: ${((1000 * hardlyAny.wallS) / TINY_TRIALS).toFixed(2)} ms each; ` +
    `memory ${eachTenth(hardlyAny.memoryMb)}`,
)
section.end()
