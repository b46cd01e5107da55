import { describe, expect, test } from 'vitest'
import { datasetLabel, type OwnFiles, ownFilesOf, ownText } from '../../src/domain/own-files.js'

const pair = { images: 'train-images-idx3-ubyte.gz', labels: 'train-labels-idx1-ubyte.gz' }

describe('the text of own files', () => {
  test.each<OwnFiles>([
    { npz: 'mine.npz' },
    { npz: 'no extension' },
    { npz: '{odd}.npz' },
    { npz: 'mine.npz', classes: ['cat', 'dog'] },
    pair,
    { ...pair, test_images: 't', test_labels: 'u', classes: ['a', 'b'] },
  ])('stands for them: %o', files => {
    expect(ownFilesOf(ownText(files))).toEqual(files)
  })

  test('is the path alone where that says it all', () => {
    expect(ownText({ npz: '../data/mine.npz' })).toBe('../data/mine.npz')
  })

  test('does not depend on the order of the keys', () => {
    expect(ownText({ labels: 'b', images: 'a' })).toBe(ownText({ images: 'a', labels: 'b' }))
  })

  test.each(['fashion-mnist', '', '{', '{}', '{"npz":5}', '{"images":"a"}'])(
    'is none where it is %s',
    text => {
      expect(ownFilesOf(text)).toBe(null)
      expect(datasetLabel(text)).toBe(text)
    },
  )
})

describe('what tables call a dataset', () => {
  test.each([
    ['mnist', 'mnist'],
    ['data/mine.npz', 'data/mine.npz'],
    [ownText({ npz: 'mine.npz', classes: ['cat', 'dog'] }), 'mine.npz'],
    [ownText(pair), 'train-images-idx3-ubyte.gz'],
    [ownText({ images: 'a', labels: 'noisy' }), 'a + noisy'],
  ])('%s', (text, label) => {
    expect(datasetLabel(text)).toBe(label)
  })
})
