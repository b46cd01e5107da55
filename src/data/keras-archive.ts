// Keras' archive mnist.npz, with the arrays x_train, y_train, x_test and y_test, as the IDX files they were made from.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import type { Candidate } from './candidate.js'
import { emptyIdx } from './idx.js'
import { dataMistake, malformed, systemCode } from './malformed.js'
import { parseNpy } from './npy.js'
import { readNpzEntry } from './npz.js'

/** The arrays of MNIST as integers of 64 bits, not compressed, are 440 MB. */
const ARCHIVE_BYTES_MAX = 2 ** 29

export function kerasArchive(path: string): Candidate {
  return {
    path,
    read: async (file, check) => {
      if (!existsSync(path)) return null
      const name = `${file.holds === 'images' ? 'x' : 'y'}_${file.split}`
      const elements = file.shape.reduce((product, length) => product * length, 1)
      const entry = readNpzEntry(await readArchive(path), name, elements, path)
      if (entry === null) throw malformed(path, `has no array ${name}`)
      const { shape, data } = parseNpy(entry, path, name)
      if (shape.join() !== file.shape.join())
        throw malformed(
          path,
          `has an array ${name} of shape (${shape.join(', ')})`,
          expectedShape(file.shape),
        )
      const idx = emptyIdx(shape)
      idx.data.set(data)
      const content = { bytes: idx.bytes, sha256: createHash('sha256').update(idx.bytes).digest('hex') }
      check(content, file, path)
      return content
    },
  }
}

const expectedShape = (shape: readonly number[]) => `it must be (${shape.join(', ')})`

/** Read anew for each array: the four together are not kept in memory beside what is made of them. */
async function readArchive(path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path)
    if (!found.isFile()) throw malformed(path, 'is not a regular file')
    if (found.size > ARCHIVE_BYTES_MAX) throw malformed(path, `has ${found.size} bytes, far too many`)
    return await readFile(path)
  } catch (error) {
    const code = systemCode(error)
    throw code === null ? error : dataMistake('file-unreadable', `${path} cannot be read: ${code}`)
  }
}
