// The systems of the notebooks by the real command: their sizes always; trained on the whole of MNIST and Fashion-MNIST, three
// minutes on two cores, only with BENCH_TEST_ALL and where BENCH_DATA has the data.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadDataset } from '../../src/data/load.js'
import { dataIn } from '../../tools/notebooks/measured.js'
import { answerOf } from '../hostile/in-process.js'
import { isLongRun } from '../long.js'
import { bench, folderWith, rowsOf, runIn } from './bench.js'

const folder = resolve('experiments/notebooks')
const figures = JSON.parse(readFileSync(join(folder, 'figures.json'), 'utf8'))
/** What docs/notebooks.md says of each trial. */
const written = dataIn(readFileSync('docs/notebooks.md', 'utf8'))

const data = process.env['BENCH_DATA']
const isPresent = ['mnist', 'fashion-mnist'].every(
  name => data !== undefined && existsSync(join(data, name, 'train-images-idx3-ubyte.gz')),
)
const isWanted = isLongRun && isPresent

/** PyTorch's five seeds, by the experiment. */
function pytorch(experiment: string): {
  readonly accuracy: readonly number[]
  readonly loss: readonly number[]
} {
  const { pytorch: name } = figures.systems.find((s: { experiment: string }) => s.experiment === experiment)
  return figures.pytorch.runs.find(({ system }: { system: string }) => system === name)
}

describe.skipIf(!isWanted).each([
  ['mnist-50-adam', 'test'],
  ['mnist-512-rmsprop', 'test'],
  ['mnist-50-100-adam', 'test'],
  ['fashion-100-sgd', 'validation'],
  ['mnist-50-sgd-steps', 'test'],
])('%s, trained with three seeds', (experiment, split) => {
  test(`has the ${split} accuracy of PyTorch's seeds within half a percentage point, and what the page says`, async () => {
    const cwd = folderWith()
    const { code } = await bench(cwd, 'run', join(folder, `${experiment}.yaml`), '--seeds', '3')
    expect(code).toBe(0)
    const rows = rowsOf(runIn(cwd), 'trials.csv')
    expect(rows).toHaveLength(3)

    const { accuracy, loss } = pytorch(experiment)
    const meanLoss = loss.reduce((sum, value) => sum + value, 0) / loss.length
    for (const row of rows) {
      expect(Number(row[`${split}_accuracy`])).toBeGreaterThanOrEqual(Math.min(...accuracy) - 0.005)
      expect(Number(row[`${split}_accuracy`])).toBeLessThanOrEqual(Math.max(...accuracy) + 0.005)
      expect(Number(row[`${split}_loss`])).toBeGreaterThan(Math.min(...loss) - meanLoss / 10)
      expect(Number(row[`${split}_loss`])).toBeLessThan(Math.max(...loss) + meanLoss / 10)
    }
    // The same bits on any machine: what was trained for the page is what is trained here.
    const here = rows.map(row => [
      row['trial_id'],
      Number(row[`${split}_accuracy`]),
      Number(row[`${split}_loss`]),
    ])
    const there = written[experiment]!.trials.slice(0, 3)
    expect(here).toEqual(there.map(trial => [trial.trial_id, trial.accuracy, trial.loss]))

    if (experiment !== 'mnist-50-sgd-steps') return
    const steps = rowsOf(runIn(cwd), 'epochs.csv')
      .filter(row => row['seed'] === '0')
      .map(row => Number(row['step']))
    expect(steps).toEqual([...Array.from({ length: 16 }, (_, i) => 600 * (i + 1)), 10_000])
  }, 900_000)
})

test.skipIf(!isPresent)('the first five training images of MNIST are those of the notebook', async () => {
  const { train } = await loadDataset('mnist', { env: { BENCH_DATA: data! }, allowDownload: false })
  const expected = figures['notebook-000'].labels_of_first_five_training_images
  expect([...train.labels.subarray(0, 5)]).toEqual(expected)
})

// Weights and biases by layer, as Keras prints them: inputs x units + units.
describe.each([
  ['mnist-50-adam', '39,760', ['39,250', '510']],
  ['mnist-512-rmsprop', '407,050', ['401,920', '5,130']],
  ['mnist-50-100-adam', '45,360', ['39,250', '5,100', '1,010']],
  ['fashion-100-sgd', '79,510', ['78,500', '1,010']],
  ['mnist-50-sgd-steps', '39,760', ['39,250', '510']],
])('the summary of %s', (experiment, total, layers) => {
  test(`counts ${total} parameters, layer by layer`, async () => {
    const { out } = await answerOf(folderWith(), 'summary', join(folder, `${experiment}.yaml`))
    const numbers = out.match(/\d+(,\d{3})*/g)!
    for (const count of [...layers, total]) expect(numbers).toContain(count)
  })
})

test('the counts that the notebooks print are those of the page', () => {
  const printed = ['notebook-000', 'notes-001', 'notebook-003'].map(
    name => figures[name].keras_run.parameters as number,
  )
  const trained = ['mnist-50-adam', 'mnist-512-rmsprop', 'fashion-100-sgd'].map(
    name => written[name]!.trials[0]!.parameters,
  )
  expect(trained).toEqual(printed)
})
