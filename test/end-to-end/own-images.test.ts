// From files of one's own to a run, as a user would go: look at them, plan, train, look at the run.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { idx, npz } from '../data/own-files.js'
import { answerOf } from '../hostile/in-process.js'
import { bench, folderWith, rowsOf, runIn } from './bench.js'

/** Images of 12x6: class k is bright in its own four rows. A network of no hidden layer tells them apart. */
function stripes(count: number) {
  const labels = Array.from({ length: count }, (_, i) => i % 3)
  const images = labels.flatMap((label, i) =>
    Array.from({ length: 72 }, (_, pixel) =>
      Math.floor(pixel / 24) === label ? 180 + ((i + pixel) % 70) : (7 * i + pixel) % 60,
    ),
  )
  return { images, labels }
}

const train = stripes(240)
const held = stripes(60)
const archive = npz({
  x_train: { type: '<f4', shape: [240, 12, 6], values: train.images.map(byte => byte / 255) },
  y_train: { type: '<i8', shape: [240], values: train.labels },
  x_test: { type: '<f4', shape: [60, 12, 6], values: held.images.map(byte => byte / 255) },
  y_test: { type: '<i8', shape: [60], values: held.labels },
})

const experiment = `
name: stripes
model: { hidden: [] }
optimizer: { name: sgd, learning_rate: 0.5 }
training: { epochs: 3, batch_size: 8 }
objective: test.accuracy
sweep:
  dataset:
    - { npz: data/mine.npz }
    - { images: data/images, labels: data/labels, test_images: data/images, test_labels: data/labels, classes: [top, middle, bottom] }
`

/** The experiment lies in a folder of its own, beside its data; the commands are given outside of it. */
function folder(): string {
  const cwd = folderWith({})
  mkdirSync(join(cwd, 'question', 'data'), { recursive: true })
  writeFileSync(join(cwd, 'question', 'stripes.yaml'), experiment)
  writeFileSync(join(cwd, 'question', 'data', 'mine.npz'), archive)
  writeFileSync(join(cwd, 'question', 'data', 'images'), idx([240, 12, 6], train.images))
  writeFileSync(join(cwd, 'question', 'data', 'labels'), idx([240], train.labels))
  return cwd
}

test('own images are planned, trained and shown by the names of their files', async () => {
  const cwd = folder()
  const spec = 'question/stripes.yaml'
  const planned = await answerOf(cwd, 'plan', spec, '--no-forecast')
  expect(planned.talk).toBe('')
  expect(planned.out).toMatch(/^axes +dataset {2}data\/mine\.npz, data\/images$/m)
  expect(planned.out).toMatch(/^parameters +219 a network$/m) // 72 x 3 + 3
  expect((await answerOf(cwd, 'summary', spec)).out).toContain('219')

  expect((await bench(cwd, 'run', spec, '--workers', '2')).code).toBe(0)
  const run = runIn(cwd)
  const rows = rowsOf(run, 'trials.csv')
  expect(rows.map(({ dataset, parameters }) => [dataset, parameters])).toEqual([
    ['data/mine.npz', '219'],
    ['data/images', '219'],
  ])
  for (const { test_accuracy } of rows) expect(Number(test_accuracy)).toBe(1)
  // The same bytes and labels, whatever they were stored as, give the same network.
  expect(rows[1]!['train_loss']).toBe(rows[0]!['train_loss'])

  const { datasets } = JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8'))
  expect(datasets[0]).toMatchObject({
    name: 'data/mine.npz',
    sha256: { 'data/mine.npz': expect.stringMatching(/^[0-9a-f]{64}$/) },
    own: { folder: join(cwd, 'question'), image_shape: [12, 6], examples: { train: 240, test: 60 } },
  })
  expect(datasets[1].own.classes).toEqual(['top', 'middle', 'bottom'])
  const shown = await answerOf(cwd, 'show', 'latest')
  expect(shown.out).toContain('data/mine.npz')
})

describe('bench data show', () => {
  test('draws images of an archive, and of a pair of IDX files', async () => {
    const cwd = folder()
    const { code, out } = await answerOf(
      cwd,
      'data',
      'show',
      'question/data/mine.npz',
      '--count',
      '1',
      '--class',
      '2',
    )
    expect(code).toBe(0)
    const lines = out.split('\n')
    expect(lines[0]).toBe('question/data/mine.npz: images of 12x6, 3 classes')
    expect(out).toMatch(/^ +2 {2}2 +80 +20$/m) // 240 / 3 and 60 / 3 of label 2
    // Six lines of two pixels each and the caption; the last two lines are the bright rows.
    const ink = lines.slice(-8, -2).map(line => (line.match(/[*#%@]/g) ?? []).length)
    expect(ink).toEqual([0, 0, 0, 0, 6, 6])
    expect(lines.at(-2)).toBe('2 2')

    const files = ['--images', 'question/data/images', '--labels', 'question/data/labels']
    const pair = await answerOf(cwd, 'data', 'show', ...files, '--count', '1')
    expect(pair.out).toContain('question/data/images: images of 12x6, 3 classes')
  })

  test.each([
    [['data', 'show', 'none.npz'], 'error file-unreadable: none.npz cannot be read'],
    [['data', 'show', '--images', 'a'], 'error bad-option: --images without --labels'],
    [['data', 'list', 'mine.npz'], 'error unknown-dataset: only bench data show takes files of your own'],
    [
      ['data', 'show', 'question/data/mine.npz', '--class', 'cat'],
      'error unknown-class: there is no class "cat"',
    ],
  ])('explains what is wrong with %j', async (args, expected) => {
    const { code, talk } = await answerOf(folder(), ...args)
    expect(code).toBe(2)
    expect(talk).toContain(expected)
    expect(talk).not.toContain(' at ')
  })
})

test('a mistake in the data is shown at its place in the experiment, and nothing is trained', async () => {
  const cwd = folder()
  writeFileSync(
    join(cwd, 'question', 'data', 'labels'),
    idx(
      [240],
      train.labels.map(label => label + 1),
    ),
  )
  const { code, talk } = await answerOf(cwd, 'run', 'question/stripes.yaml')
  expect(code).toBe(2)
  expect(talk).toBe(`error data-labels: data/labels has the label 3 at index 2
  question/stripes.yaml:10:38
  10 |     - { images: data/images, labels: data/labels, test_images: data/images, test_labels: data/labels, classe...
     |                                      ^^^^^^^^^^^
  why: there are 3 classes, as many as classes names; labels count from 0
  fix: names, y = np.unique(y, return_inverse=True)   of train and test together
`)
})
