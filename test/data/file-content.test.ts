import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readContent } from '../../src/data/file-content.js'
import { mistakeOf, newFolder } from './small-dataset.js'

// More than one chunk of reading and of decompressing, and not compressible.
const content = randomBytes(700_001)

function written(bytes: Uint8Array, name = 'file'): string {
  const path = join(newFolder(), name)
  writeFileSync(path, bytes)
  return path
}

describe("a file's content", () => {
  test.each([
    ['raw', content],
    ['gzip', gzipSync(content)],
    ['gzip in two parts', Buffer.concat([gzipSync(content.subarray(0, 9)), gzipSync(content.subarray(9))])],
  ])('is read into shared memory: %s', async (_, bytes) => {
    const found = await readContent(written(bytes), content.length)
    expect(Buffer.compare(Buffer.from(found.bytes), content)).toBe(0)
    expect(found.bytes.buffer).toBeInstanceOf(SharedArrayBuffer)
  })

  test('has the SHA-256 of what was compressed, here that of "abc" as FIPS 180-4 gives it', async () => {
    const { sha256 } = await readContent(written(gzipSync('abc')), 3)
    expect(sha256).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })

  test('is known to be gzip by its bytes, whatever the name says', async () => {
    const { bytes } = await readContent(written(gzipSync('abc'), 'train-labels-idx1-ubyte'), 3)
    expect(Buffer.from(bytes).toString()).toBe('abc')
    const raw = await readContent(written(Buffer.from('abc'), 'train-labels-idx1-ubyte.gz'), 3)
    expect(Buffer.from(raw.bytes).toString()).toBe('abc')
  })

  test('may be shorter than expected; that is for the reader of its format to say', async () => {
    expect((await readContent(written(Buffer.from('abc')), 10)).bytes.length).toBe(3)
  })

  test.each([
    ['raw', content],
    ['gzip', gzipSync(content)],
    ['a bomb of 50 MB in 50 kB', gzipSync(Buffer.alloc(50_000_000))],
  ])('is read no further than it may be long: %s', async (_, bytes) => {
    const path = written(bytes)
    const before = process.memoryUsage().rss
    expect(await mistakeOf(() => readContent(path, 1000))).toBe(
      `${path} goes on after the 1000 bytes that it should have`,
    )
    expect(process.memoryUsage().rss - before).toBeLessThan(40_000_000)
  })

  test.each([
    ['cut off', gzipSync(content).subarray(0, 5000), 'unexpected end of file'],
    ['damaged', Buffer.concat([gzipSync(content).subarray(0, 12), Buffer.alloc(5000, 0x5a)]), ''],
    ['wrong by its own checksum', withLastByteChanged(gzipSync('abc'), 5), 'incorrect data check'],
  ])('is refused where the gzip is %s', async (_, bytes, why) => {
    const path = written(bytes)
    const message = await mistakeOf(() => readContent(path, content.length))
    expect(message).toContain(`${path} is not a whole gzip file`)
    expect(message).toContain(why)
  })

  test('cannot be had of what is not a regular file', async () => {
    const folder = newFolder()
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    mkdirSync(join(folder, 'inner'))
    expect(await mistakeOf(() => readContent(pipe, 3))).toBe(`${pipe} is not a regular file`)
    expect(await mistakeOf(() => readContent(join(folder, 'inner'), 3))).toMatch(/is not a regular file$/)
    expect(await mistakeOf(() => readContent(join(folder, 'none'), 3))).toMatch(/cannot be read: ENOENT$/)
  })
})

/** The byte that is `fromEnd` before the end, flipped; a gzip file ends with 4 bytes of CRC and 4 of length. */
function withLastByteChanged(bytes: Uint8Array, fromEnd: number): Uint8Array {
  const changed = Uint8Array.from(bytes)
  changed[changed.length - fromEnd]! ^= 0xff
  return changed
}
