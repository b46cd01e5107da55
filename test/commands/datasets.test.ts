// The dataset of a run that was trained on files of the user's own, when something else is done with the run later.
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { adviseFile, datasetNamed, idxPair } from '../../src/commands/dataset-argument.js'
import { loadDatasetOfRun } from '../../src/commands/datasets.js'
import { fourArrays, npz } from '../data/own-files.js'
import { mistakeOf, newFolder, sha256 } from '../data/small-dataset.js'
import { capture } from './capture.js'

/** A home with an archive in it, and what the manifest of a run on it says. */
function runOn(folderWritten: string) {
  const home = newFolder()
  const bytes = npz(fourArrays())
  writeFileSync(join(home, 'mine.npz'), bytes)
  const own = {
    folder: folderWritten,
    image_shape: [2, 3],
    classes: ['0', '1'],
    examples: { train: 4, test: 2 },
  } as const
  const datasets = [{ name: 'mine.npz', sha256: { 'mine.npz': sha256(bytes) }, found_in: '~/mine.npz', own }]
  const { context } = capture(newFolder())
  const load = () =>
    loadDatasetOfRun('mine.npz', { datasets }, undefined, { ...context, env: { HOME: home } })
  return { home, load }
}

describe('own files of a run', () => {
  test('are looked for where the run had them, whatever the working folder', async () => {
    expect((await runOn('~').load()).train.labels).toHaveLength(4)
  })

  test('that have changed are refused, with the checksum that they had', async () => {
    const { home, load } = runOn('~')
    writeFileSync(join(home, 'mine.npz'), npz(fourArrays({ x_test: null, y_test: null })))
    expect(await mistakeOf(load)).toMatch(
      /^mine\.npz is not what the run was trained on \(the SHA-256 of mine\.npz was [0-9a-f]{64}\)$/,
    )
  })

  test('that have gone are said to be gone', async () => {
    const { home, load } = runOn('~')
    renameSync(join(home, 'mine.npz'), join(home, 'other.npz'))
    expect(await mistakeOf(load)).toBe(`mine.npz cannot be read (there is no file ${join(home, 'mine.npz')})`)
  })
})

describe('a dataset on the command line', () => {
  test('is a name of the table, a path of an archive, or a pair of files', () => {
    expect(datasetNamed('mnist')).toBe('mnist')
    expect(datasetNamed('../mine.npz')).toBe('../mine.npz')
    expect(idxPair({})).toBe(null)
    expect(idxPair({ images: 'a', labels: 'b' })).toBe('{"images":"a","labels":"b"}')
  })

  test('is a mistake where it is neither', async () => {
    expect(await mistakeOf(() => datasetNamed('minst'))).toContain('dataset "minst" is not known')
    expect(await mistakeOf(() => datasetNamed('{"npz":"a"}'))).toContain('is not known')
    for (const file of ['x.npy', 'data/digits.pkl', 'images/'])
      expect(adviseFile(file)).toMatch(
        /^save the images from Python as np\.savez_compressed\("mine\.npz", x_train=/,
      )
    expect(adviseFile('train-images-idx3-ubyte.gz')).toContain('--images <file> --labels <file>')
    expect(adviseFile('minst')).toBe(null)
    expect(await mistakeOf(() => idxPair({ labels: 'b' }))).toContain('--labels without --images')
  })
})
