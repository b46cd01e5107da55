// Every example is run as a reader would run it, and those that work the notebooks' steps print the notebooks' figures.
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const folder = fileURLToPath(new URL('../../examples', import.meta.url))
const figures = JSON.parse(
  await readFile(new URL('../../experiments/notebooks/figures.json', import.meta.url), 'utf8'),
)
let scratch = ''
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'bench-examples-'))
})
afterAll(() => rm(scratch, { recursive: true, force: true }))

/** What an example prints; it has to end well. */
async function run(name: string, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(folder, name), ...args], {
    cwd: scratch,
  })
  expect(stderr).toBe('')
  return stdout
}

/** The numbers of `lines` lines from the one that begins with that text on; without those of the text itself. */
function numbersAt(output: string, text: string, lines = 1): readonly number[] {
  const start = output.indexOf(text)
  if (start < 0) throw new Error(`the example does not print "${text}":\n${output}`)
  const shown = output
    .slice(start + text.length)
    .split('\n')
    .slice(0, lines)
    .join('\n')
  return [...shown.matchAll(/-?\d+(\.\d+)?(e[-+]\d+)?/g)].map(([number]) => Number(number))
}

/** The numbers below the line with that text. */
const numbersBelow = (output: string, text: string, lines = 1) => numbersAt(output, `${text}\n`, lines)

test('the list in the README names every example', async () => {
  const readme = await readFile(join(folder, 'README.md'), 'utf8')
  const examples = readdirSync(folder).filter(name => name.endsWith('.js'))
  expect(examples.filter(name => !readme.includes(`\`${name}\``))).toEqual([])
  expect([...readme.matchAll(/`([\w-]+\.js)`/g)].map(([, name]) => name).sort()).toEqual(examples.sort())
})

describe('the examples of the package', () => {
  test('train-a-network.js learns, and prints the same each time', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => run('train-a-network.js', 'mnist-10k', '2')))
    expect(first).toBe(second)
    expect(first!.match(/^epoch \d/gm)).toEqual(['epoch 1', 'epoch 2'])
    expect(numbersAt(first!, 'epoch 2')[1]).toBeGreaterThan(85)
  })

  test.each([
    [['mnits'], '"mnits" is no dataset; there are mnist, fashion-mnist, mnist-10k\n'],
    [['mnist-10k', 'five'], '"five" is no number of epochs; write a whole number from 1\n'],
    [['mnist-10k', '0'], '"0" is no number of epochs'],
  ])('train-a-network.js %j says what is expected', async (args, message) => {
    const error = await run('train-a-network.js', ...args).catch(e => e)
    expect(error).toMatchObject({ code: 2, stdout: '' })
    expect(error.stderr).toContain(message)
    expect(error.stderr).toContain('usage: node examples/train-a-network.js [dataset] [epochs]\n')
  })

  test('run-a-sweep.js keeps a run that compare-a-run.js ranks', async () => {
    const runs = join(scratch, 'runs')
    const sweep = await run('run-a-sweep.js', runs)
    expect(sweep.match(/ % after /g)).toHaveLength(8) // 2 widths, 2 rates, 2 seeds
    const compared = await run('compare-a-run.js', runs)
    expect(compared).toContain('8 trials, ranked by validation accuracy')
    // 32 units are far ahead of 8 in every one of the trials.
    expect(compared.split('\n')[1]).toContain('model.hidden [32]')
    // Each row by what it differs in: no two have one name.
    const rows = [...compared.matchAll(/of 2 seeds {2}(.*)$/gm)].map(([, name]) => name)
    expect(new Set(rows).size).toBe(4)
    for (const row of rows) expect(row).toMatch(/^model\.hidden \[\d+\], optimizer\.learning_rate 0\.0\d+$/)
    expect(compared.match(/by epoch: (.*) %/)![1]!.split(' ')).toHaveLength(3)
  })
})

describe('the worked steps', () => {
  test('arrays-by-hand.js: the products of matrices', async () => {
    const output = await run('arrays-by-hand.js')
    const [square, narrow, row] = figures['notes-002'].matrix_products
    expect(numbersAt(output, '[2, 2] by [2, 2] ')).toEqual(square.product.flat())
    expect(numbersAt(output, '[2, 3] by [3, 2] ')).toEqual(narrow.product.flat())
    expect(numbersAt(output, '[1, 2] by [2, 3] ')).toEqual(row.product.flat())
    expect(numbersAt(output, 'relu ')).toEqual([0, 0, 0, 1, 2])
    expect(numbersAt(output, 'dot ')).toEqual([32])
  })

  test('three-layers.js: the forward pass and softmax', async () => {
    const output = await run('three-layers.js')
    // By NumPy, with the arrays of the figures; the last layer is the identity.
    expect(numbersAt(output, 'layer 1  z')).toEqual([
      0.3,
      0.7,
      1.1,
      0.57444252,
      0.66818777,
      0.75026011,
      expect.any(Number),
    ])
    expect(numbersAt(output, 'layer 3  z').slice(2, 4)).toEqual([0.31682708, 0.69627909])
    const expected = [0.01821127, 0.24519181, 0.73659691] // NumPy, of figures.softmax_input
    expect(numbersAt(output, 'softmax of 0.3 2.9 4.0')).toEqual(expected)
    expect(numbersAt(output, 'softmax of the package')).toEqual(expected)
    expect(output).toContain('NaN NaN NaN')
    expect(numbersAt(output, 'with the largest taken off')).toEqual([0.9999546, 0.0000454, 0])
  })

  test('softmax-and-cross-entropy.js: sigmoid, softmax, loss and gradient of the first five images', async () => {
    const output = await run('softmax-and-cross-entropy.js')
    const expected = figures['notebook-000']
    const hidden = numbersBelow(output, 'hidden layer after the sigmoid', 5)
    expect(hidden).toHaveLength(50)
    hidden.forEach((value, i) => {
      // One unit of the last digit: the inputs are printed to as many digits themselves.
      expect(Math.abs(value - expected.hidden_after_sigmoid[i])).toBeLessThan(1.01e-8)
    })
    expect(numbersBelow(output, 'probabilities of the first image')).toEqual(expected.softmax_of_first_image)
    const [mean] = numbersAt(output, 'mean cross-entropy of the five')
    expect(mean).toBe(Number(expected.mean_cross_entropy_of_the_five.toFixed(6)))
    const rows = expected.gradient_wrt_logits_of_the_five_divided_by_batch
    expect(numbersBelow(output, 'divided by the batch', 5)).toEqual(rows.flat())
    const oneHot = numbersBelow(output, 'labels as one-hot rows', 5)
    const labels = expected.labels_of_first_five_training_images as number[]
    expect(oneHot).toEqual(
      labels.flatMap(label => [label, ...Array.from({ length: 10 }, (_, k) => +(k === label))]),
    )
    expect(output).toContain('less than 1e-14: true')
  })

  test('gradients-by-difference.js: losses, numerical gradients, gradient descent', async () => {
    const output = await run('gradients-by-difference.js')
    const expected = figures['notebook-004']
    const errors = (list: readonly { error: number }[]) => list.map(({ error }) => Number(error.toFixed(12)))
    expect(numbersAt(output, 'sum of squares')).toEqual(errors(expected.sum_of_squares_error))
    const crossEntropies = errors(expected['cross_entropy_error_with_delta_1e-7'])
    expect(numbersAt(output, 'cross-entropy ')).toEqual(crossEntropies)
    expect(numbersAt(output, 'cross-entropy, the package')).toEqual(crossEntropies)
    expect(numbersAt(output, 'gradient at (3, 4)')).toEqual(expected.numerical_gradient.gradient)
    expect(numbersAt(output, 'after 100 steps of 0.1')).toEqual(expected.gradient_descent.result)
    const { logits, loss, numerical_gradient_of_W } = expected.simple_net
    expect(numbersAt(output, 'logits')).toEqual(logits)
    expect(numbersAt(output, 'loss ')).toEqual([Number(loss.toFixed(8))])
    expect(numbersAt(output, 'gradient by difference')).toEqual(numerical_gradient_of_W.flat())
  })

  test('optimizers-by-hand.js: the table agrees with the forms of the blackboard, to the last digit printed', async () => {
    const output = await run('optimizers-by-hand.js')
    const rows = output
      .split('\n')
      .slice(2)
      .filter(line => line !== '')
    expect(rows).toHaveLength(5)
    for (const row of rows) {
      const [x, y, ofPackageX, ofPackageY] = numbersAt(row, '')
      expect([ofPackageX, ofPackageY]).toEqual([x, y])
    }
  })
})
