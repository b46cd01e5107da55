// The files of the user's own data -> arrays: an archive as np.savez and Keras make it, or pairs of IDX files. Nothing is
// allocated that a bound does not allow, whatever a file says of itself.
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UserError } from '../domain/errors.js'
import type { FileKey, IdxFiles, NpzFile } from '../domain/own-files.js'
import type { DataSplit, Holding } from './datasets.js'
import { readContent, readStart } from './file-content.js'
import { idxHeader, parseIdx } from './idx.js'
import { dataMistake, malformed, systemCode, whyUnreadable } from './malformed.js'
import { openNpy } from './npy.js'
import { npzNames, readNpzEntry } from './npz.js'
import { about, type OwnArray, wrongArray } from './own-array.js'
import { PIXELS_MAX } from './own-images.js'
import { CLASSES_MAX } from './own-labels.js'

/** Gives each array when it is asked for, so that no more than one large one at a time is unpacked. */
export interface OwnSource {
  readonly hasTest: boolean
  /** elementsMax: more than that is refused before it is decompressed. */
  readonly array: (split: DataSplit, holds: Holding, elementsMax: number) => Promise<OwnArray>
  /** SHA-256 of what was read until now, by the path as written. */
  readonly sha256: Readonly<Record<string, string>>
}

/** Beyond this, what numpy needs to make the archive and what is made of it here would not be on one laptop. */
export const ARCHIVE_BYTES_MAX = 2 ** 30
/** The line of Python that makes an archive that is read. */
export const SAVE = 'np.savez_compressed("mine.npz", x_train=..., y_train=..., x_test=..., y_test=...)'

const arrayNames = {
  train: { images: 'x_train', labels: 'y_train' },
  test: { images: 'x_test', labels: 'y_test' },
} as const satisfies Record<DataSplit, Record<Holding, string>>

export async function npzSource({ npz }: NpzFile, folder: string): Promise<OwnSource> {
  const archive = await about('npz', () => readArchive(npz, resolve(folder, npz)))
  const names = await about('npz', () => npzNames(archive, npz), SAVE)
  const needed = Object.values(arrayNames.train)
  const optional: readonly string[] = Object.values(arrayNames.test)
  const hasTest = optional.some(name => names.includes(name))
  for (const name of hasTest ? [...needed, ...optional] : needed)
    if (!names.includes(name))
      throw wrongArray(
        { called: npz, key: 'npz' },
        'data-malformed',
        `has no array ${name}`,
        names.length === 0 ? 'it is empty' : `its arrays are ${names.slice(0, 12).join(', ')}`,
        SAVE,
      )
  return {
    hasTest,
    sha256: { [npz]: createHash('sha256').update(archive).digest('hex') },
    array: async (split, holds, elementsMax) => {
      const name = arrayNames[split][holds]
      const open = () => {
        const bytes = readNpzEntry(archive, name, elementsMax, npz)
        if (bytes === null) throw malformed(npz, `has a file ${name}, which is not an NPY file`)
        return openNpy(bytes, npz, name)
      }
      const npy = await about('npz', open, `save it as plain numbers: ${SAVE}`)
      return {
        ...npy,
        called: `${name} of ${npz}`,
        key: 'npz',
        isInteger: /[biu]\d$/.test(npy.type),
        isBoolean: npy.type === '|b1',
      }
    },
  }
}

async function readArchive(called: string, path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path)
    if (!found.isFile()) throw malformed(called, 'is not a regular file')
    if (found.size > ARCHIVE_BYTES_MAX)
      throw dataMistake(
        'data-too-large',
        `${called} has ${found.size} bytes`,
        `at most ${ARCHIVE_BYTES_MAX} are read`,
        'save pixels as uint8, which are an eighth of float64, with np.savez_compressed',
      )
    return checkedZip(await readFile(path), called)
  } catch (error) {
    throw asUserError(error, called, path)
  }
}

/** What people most often have in place of an .npz is named. */
function checkedZip(bytes: Uint8Array, called: string): Uint8Array {
  const start = Buffer.from(bytes.subarray(0, 6)).toString('latin1')
  if (start.startsWith('PK')) return bytes
  const why = start.startsWith('\x93NUMPY')
    ? 'it is a single array, as np.save makes it'
    : start.startsWith('\x80')
      ? 'it looks like a Python pickle, which is a program and is not run'
      : 'an NPZ file begins with PK'
  throw dataMistake('data-malformed', `${called} is not an NPZ file`, why, SAVE)
}

export function idxSource(files: IdxFiles, folder: string): OwnSource {
  const sha256: Record<string, string> = {}
  return {
    hasTest: files.test_images !== undefined,
    sha256,
    array: async (split, holds, elementsMax) => {
      const key: FileKey = split === 'train' ? holds : `test_${holds}`
      const called = files[key]!
      const path = resolve(folder, called)
      return about(key, async () => {
        try {
          const content = await readIdx(path, called, elementsMax)
          sha256[called] = content.sha256
          const { shape, data } = parseIdx(content.bytes, called)
          const ofBytes = { count: data.length, isInteger: true, isBoolean: false }
          return { called, key, shape, ...ofBytes, at: i => data[i]!, stored: data }
        } catch (error) {
          throw asUserError(error, called, path)
        }
      })
    },
  }
}

const HEADER_BYTES_MAX = 4 + 4 * 255

/** Its header says how long it is, which is then all the memory that it gets. */
async function readIdx(path: string, called: string, elementsMax: number) {
  if (!(await stat(path)).isFile()) throw malformed(called, 'is not a regular file')
  const { bytes, elements } = idxHeader(await readStart(path, HEADER_BYTES_MAX, called), called)
  if (elements > elementsMax)
    throw dataMistake(
      'data-too-large',
      `${called} announces ${elements} bytes`,
      `at most ${elementsMax} are read`,
    )
  return readContent(path, bytes + elements, called)
}

/** No array of images is longer than this, and no array of labels for so many images. */
export const imagesMax = PIXELS_MAX
export const labelsMax = (images: number) => images * CLASSES_MAX

function asUserError(error: unknown, called: string, path: string): unknown {
  if (error instanceof UserError) return error
  const code = systemCode(error)
  if (code === null) return error
  const why = code === 'ENOENT' ? `there is no file ${path}` : whyUnreadable(code)
  return dataMistake('file-unreadable', `${called} cannot be read`, why)
}
