// Experiments on files of the user's own, which are read from a real folder.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { INPUTS_MAX, PIXELS_MAX } from '../../src/data/own-images.js'
import { CLASSES_MAX } from '../../src/data/own-labels.js'
import { ARCHIVE_BYTES_MAX } from '../../src/data/own-sources.js'
import { UserError } from '../../src/domain/errors.js'
import { ownText } from '../../src/domain/own-files.js'
import { loadWithData } from '../../src/spec/load-with-data.js'
import { expand } from '../../src/sweep/expand.js'
import { fourArrays, fourImages, fourLabels, idx, npz } from '../data/own-files.js'
import { mistakesOf, summaryOf } from './mistakes-of.js'
import { obeysSchema } from './schema-check.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-own-'))
  const noTest = fourArrays({ x_test: null, y_test: null })
  const files = {
    'mine.npz': npz(fourArrays()),
    'no-test.npz': npz(noTest),
    'wide.npz': npz({
      ...noTest,
      x_train: { shape: [4, 1, 24], values: [...fourImages, ...Array(72).fill(9)] },
    }),
    'bad.npz': npz(fourArrays({ y_train: { shape: [4], values: [0, 2, 2, 0] } })),
    images: idx([4, 2, 3], fourImages),
    labels: idx([4], fourLabels),
    'short-labels': idx([3], [0, 1, 0]),
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const load = (text: string, overrides: readonly string[] = []) =>
  loadWithData(`name: x\nmodel: { hidden: [5] }\ntraining: { validation: 0.25 }\n${text}`, {
    file: 'x.yaml',
    folder,
    overrides,
  })

/** Each mistake as its code, the text that it underlines, and what it says. */
async function mistakes(text: string, overrides?: readonly string[]) {
  const error = await load(text, overrides).catch(caught => caught)
  if (!(error instanceof UserError)) throw error
  return error.mistakes.map(({ code, where, what }) => {
    const { excerpt, column, length } = where!
    return `${code} at ${excerpt.slice(column - 1, column - 1 + length)}: ${what}`
  })
}

describe('an experiment on own files', () => {
  test('has the sizes of its network from them: 6 inputs, 5 units, 2 classes', async () => {
    const { experiment, ownDatasets } = await load('dataset: { npz: mine.npz }')
    expect(experiment.fixed.dataset).toBe('mine.npz')
    expect(experiment.ownDatasets).toEqual({
      'mine.npz': { imageShape: [2, 3], classes: ['0', '1'], examples: { train: 4, test: 2 } },
    })
    expect(ownDatasets.get('mine.npz')!.train.labels).toHaveLength(4)
    expect(expand(experiment).trials[0]!.parameters).toBe(6 * 5 + 5 + 5 * 2 + 2)
  })

  test('may vary them, beside datasets of the table and with names for the classes', async () => {
    const { experiment } = await load(
      'sweep: { dataset: [mnist-10k, { npz: wide.npz }, { images: images, labels: labels, classes: [a, b, 3] }] }',
    )
    const idxText = ownText({ images: 'images', labels: 'labels', classes: ['a', 'b', '3'] })
    expect(experiment.axes).toEqual([{ path: 'dataset', values: ['mnist-10k', 'wide.npz', idxText] }])
    expect(expand(experiment).trials.map(({ parameters }) => parameters)).toEqual([
      784 * 5 + 5 + 5 * 10 + 10,
      24 * 5 + 5 + 5 * 2 + 2,
      6 * 5 + 5 + 5 * 3 + 3,
    ])
  })

  test('takes them from --set and leaves them out by exclude', async () => {
    const { experiment } = await load('dataset: mnist-10k', ['dataset={ npz: mine.npz }'])
    expect(experiment.fixed.dataset).toBe('mine.npz')
    const excluded = await load(
      'sweep: { dataset: [{ npz: mine.npz }, { npz: wide.npz }] }\nexclude: [{ dataset: { npz: wide.npz } }]',
    )
    expect(expand(excluded.experiment).trials.map(({ configuration }) => configuration.dataset)).toEqual([
      'mine.npz',
    ])
  })

  test('does not read a file that an axis has replaced', async () => {
    const { ownDatasets } = await load('dataset: { npz: none.npz }\nsweep: { dataset: [{ npz: mine.npz }] }')
    expect([...ownDatasets.keys()]).toEqual(['mine.npz'])
  })
})

describe('a mistake in own files', () => {
  test('is shown at the file that it is about, with all others of the experiment', async () => {
    expect(
      await mistakes(`
loss: mean
sweep:
  dataset:
    - { npz: none.npz }
    - { npz: bad.npz }
    - { images: images, labels: short-labels }
    - { npz: mine.npz, classes: [cat] }
    - { npz: bad.npz, classes: [cat, dog] }
`),
    ).toEqual([
      'unknown-loss at mean: loss "mean" is not known',
      'file-unreadable at none.npz: none.npz cannot be read',
      'data-labels at bad.npz: y_train of bad.npz has labels up to 2, but none is 1',
      'data-shapes at short-labels: short-labels has 3 labels',
      'wrong-type at [cat]: dataset.classes has 1 names',
      'data-labels at bad.npz: y_train of bad.npz has the label 2 at index 1',
    ])
  })

  test('says where the file was looked for, and relative to what', async () => {
    const error = await load('dataset: { npz: data/none.npz }').catch(caught => caught)
    expect(error.mistakes).toMatchObject([
      {
        what: 'data/none.npz cannot be read',
        why: `there is no file ${join(folder, 'data/none.npz')}`,
        fix: 'paths are relative to the folder of the experiment file',
        where: { file: 'x.yaml', line: 4, column: 17 },
      },
    ])
  })

  test('is one of splits where there are too few examples, or no test split', async () => {
    expect(await mistakes('dataset: { npz: no-test.npz }\nobjective: test.accuracy')).toEqual([
      'no-test-split at test.accuracy: the objective is test.accuracy, and no-test.npz has no test split',
    ])
    expect(await mistakes('dataset: { npz: mine.npz }', ['training.validation=0.1'])).toEqual([
      'empty-split at 0.1: training.validation is 0.1, which leaves no example for validation',
    ])
  })

  test('is that nobody has read them, where the text alone is loaded', () => {
    expect(summaryOf('name: x\ndataset: { npz: mine.npz }')).toEqual([
      'data-not-found 2:10 { npz: mine.npz }',
    ])
  })
})

describe('a dataset that is written wrongly', () => {
  test.each([
    ['{ npz: 5 }', 'wrong-type 2:17 5'],
    ['{ npz: "" }', 'wrong-type 2:17 ""'],
    ['{ npz: "a\\e[2J.npz" }', 'wrong-type 2:17 "a\\e[2J.npz"'],
    ['{}', 'missing-key 2:10 {}'],
    ['{ classes: [a, b] }', 'missing-key 2:10 { classes: [a, b] }'],
    ['{ images: a }', 'missing-key 2:10 { images: a }'],
    ['{ images: a, labels: b, test_images: c }', 'missing-key 2:10 { images: a, labels: b, test_images: c }'],
    ['{ npz: a, images: b, labels: c }', 'missing-key 2:10 { npz: a, images: b, labels: c }'],
    ['{ npz: a.npz, class: [a, b] }', 'unknown-key 2:24 class'],
    ['{ npz: a.npz, classes: cat }', 'wrong-type 2:33 cat'],
    ['{ npz: a.npz, classes: [cat, cat] }', 'wrong-type 2:39 cat'],
    ['{ npz: a.npz, classes: [cat, [dog]] }', 'wrong-type 2:39 [dog]'],
    ['mine.npz', 'unknown-dataset 2:10 mine.npz'],
    ['[{ npz: mine.npz }]', 'list-outside-sweep 2:10 [{ npz: mine.npz }]'],
    ['minst', 'unknown-dataset 2:10 minst'],
  ])('is a mistake: %s', (written, expected) => {
    expect(summaryOf(`name: x\ndataset: ${written}`)).toEqual([expected])
  })

  test.each([
    ['{ npz: mine.npz }', true],
    ['{ npz: mine.npz, classes: [cat, dog, 3] }', true],
    ['{ images: a, labels: b, test_images: c, test_labels: d }', true],
    ['mnist', true],
    ['{ images: a }', false],
    ['{ npz: a, images: b, labels: c }', false],
    ['{ npz: a, classes: [cat] }', false],
    ['mine.npz', false],
  ])('is one to an editor as well: %s', (written, obeys) => {
    expect(obeysSchema(`name: x\ndataset: ${written}`)).toBe(obeys)
    expect(obeysSchema(`name: x\nsweep: { dataset: [${written}, mnist-10k] }`)).toBe(obeys)
  })

  test('is corrected: a path alone becomes a map', () => {
    expect(mistakesOf('name: x\ndataset: mine.npz')[0]!.mistake.fix).toBe('write { npz: mine.npz }')
    expect(mistakesOf('name: x\ndataset: data/train-images-idx3-ubyte.gz')[0]!.mistake.fix).toMatch(
      /^write \{ npz: /,
    )
  })
})

describe('docs/own-images.md', () => {
  const blocks = (language: string) =>
    [...readFileSync('docs/own-images.md', 'utf8').matchAll(/```(\w+)\n([^`]*)```/g)]
      .filter(([, written]) => written === language)
      .map(([, , text]) => text!)

  test('shows experiments that load, with the files that they name', async () => {
    const own = mkdtempSync(join(tmpdir(), 'bench-own-'))
    const files = {
      'mine.npz': npz(fourArrays()),
      'cropped.npz': npz(fourArrays()),
      'train-images-idx3-ubyte.gz': idx([4, 2, 3], fourImages),
      'train-labels-idx1-ubyte.gz': idx([4], fourLabels),
      't10k-images-idx3-ubyte.gz': idx([4, 2, 3], fourImages),
      't10k-labels-idx1-ubyte.gz': idx([4], fourLabels),
    }
    for (const [name, content] of Object.entries(files)) writeFileSync(join(own, name), content)
    const experiments = blocks('yaml')
    expect(experiments).toHaveLength(3)
    for (const text of experiments) {
      expect(obeysSchema(text)).toBe(true)
      // Four images are few: a quarter is the least that can be held out.
      await loadWithData(text, { file: 'x.yaml', folder: own, overrides: ['training.validation=0.25'] })
    }
    rmSync(own, { recursive: true })
  })

  test('gives the bounds as they are', () => {
    const text = readFileSync('docs/own-images.md', 'utf8').replaceAll('\n', ' ')
    const bounds = [CLASSES_MAX, INPUTS_MAX, PIXELS_MAX].map(bound => bound.toLocaleString('en-US'))
    expect(text).toContain(
      `from 2 to ${bounds[0]} classes; ${bounds[1]} values an image; ${bounds[2]} pixels a split; an archive of ${ARCHIVE_BYTES_MAX / 2 ** 30} GiB`,
    )
  })
})
