import { describe, expect, test } from 'vitest'
import { type DatasetEntry, datasets, filesOf } from '../../src/data/datasets.js'

const entries = Object.entries<DatasetEntry>(datasets)

describe('the table of datasets', () => {
  test.each(entries)('says everything about %s that a reader needs', (name, entry) => {
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    for (const text of [entry.title, entry.summary, entry.source, entry.licence]) expect(text).not.toBe('')
    expect(new Set(entry.classes).size).toBe(entry.classes.length)
    expect(entry.sha256.test === null).toBe(entry.examples.test === 0)
    expect(entry.mirrors.length > 0).toBe(entry.elsewhere.npm === undefined)
    for (const mirror of entry.mirrors) expect(new URL(mirror).href).toMatch(/^https?:.*\/$/)
  })

  test('has a checksum for every file, no two alike', () => {
    const checksums = entries.flatMap(([, entry]) => filesOf(entry).map(file => file.sha256))
    for (const checksum of checksums) expect(checksum).toMatch(/^[0-9a-f]{64}$/)
    expect(new Set(checksums).size).toBe(checksums.length)
  })

  test('gives the lengths that the published files have', () => {
    // As the files of yann.lecun.com/exdb/mnist are when decompressed.
    const published = {
      'train-labels-idx1-ubyte': 60_008,
      't10k-labels-idx1-ubyte': 10_008,
      'train-images-idx3-ubyte': 47_040_016,
      't10k-images-idx3-ubyte': 7_840_016,
    }
    for (const entry of [datasets.mnist, datasets['fashion-mnist']])
      expect(Object.fromEntries(filesOf(entry).map(({ name, bytes }) => [name, bytes]))).toEqual(published)
  })
})
