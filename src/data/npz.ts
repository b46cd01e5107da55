// NPZ, the format of several numpy arrays: a zip of NPY files. What is in those is read by npy.ts.
// The zip is taken apart by fflate, which says the size of an entry before it is decompressed; gzip is node:zlib's.
// Whatever the archive says of itself, no more is allocated than the caller allows and the archive can hold.
import { crc32 } from 'node:zlib'
import { type UnzipFileInfo, unzipSync, zipSync } from 'fflate'
import { UserError } from '../domain/errors.js'
import { malformed } from './malformed.js'
import { NPY_ELEMENT_BYTES_MAX, NPY_HEADER_BYTES_MAX } from './npy.js'
import { endOfZip, zipChecksums } from './zip-checksums.js'

/** No stream of deflate becomes longer than this times its own length. */
const DEFLATE_FACTOR_MAX = 1032

/** The uncompressed NPY file `name`.npy out of an archive, or null where it is not in there. elementsMax bounds its size. */
export function readNpzEntry(
  archive: Uint8Array,
  name: string,
  elementsMax: number,
  path: string,
): Uint8Array | null {
  const bytesMax = elementsMax * NPY_ELEMENT_BYTES_MAX + NPY_HEADER_BYTES_MAX
  let found = 0
  const entries = unzip(archive, path, entry => {
    if (entry.name !== `${name}.npy`) return false
    found += 1
    if (found > 1) throw malformed(path, `has two arrays ${name}`)
    const { originalSize, size } = entry
    if (originalSize > bytesMax)
      throw malformed(path, `announces ${originalSize} bytes for ${name}, more than ${bytesMax}`)
    if (size > archive.length || originalSize > size * DEFLATE_FACTOR_MAX)
      throw malformed(path, `announces ${originalSize} bytes for ${name}, more than it can hold`)
    return true
  })
  const bytes = entries[`${name}.npy`] ?? null
  if (bytes !== null && crc32(bytes) !== zipChecksums(archive).get(`${name}.npy`))
    throw malformed(path, 'is damaged', `${name} does not have the checksum that the archive has of it`)
  return bytes
}

/** The names of the arrays in an archive, without `.npy`; other files are in there under their whole name. */
export function npzNames(archive: Uint8Array, path: string): readonly string[] {
  const names: string[] = []
  unzip(archive, path, ({ name }) => {
    names.push(name.replace(/\.npy$/, ''))
    return false
  })
  return names
}

/** An archive of NPY files, by the names of their arrays; not compressed, as numpy.savez writes it. */
export function encodeNpz(arrays: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const files = Object.entries(arrays).map(([name, npy]) => [`${name}.npy`, npy] as const)
  // A zip has a time for each of its files. With one that is always the same, equal arrays are equal files.
  return zipSync(Object.fromEntries(files), { level: 0, mtime: '1980-01-01T00:00:00' })
}

function unzip(archive: Uint8Array, path: string, filter: (entry: UnzipFileInfo) => boolean) {
  if (isZip64(archive))
    throw malformed(path, 'is a ZIP64 archive', 'that is for more than 4 GiB or 65,535 arrays')
  try {
    return unzipSync(archive, { filter })
  } catch (error) {
    // fflate throws its own errors for most damage and a RangeError for some offsets outside the file.
    if (!(error instanceof Error) || error instanceof UserError) throw error
    throw malformed(path, 'is not a whole NPZ file', error.message)
  }
}

/** The end of an archive is 22 bytes and a comment; in ZIP64 a record of 20 bytes is right in front of it. */
function isZip64(archive: Uint8Array): boolean {
  const end = endOfZip(archive)
  if (end === null || end < 20) return false
  const view = new DataView(archive.buffer, archive.byteOffset, archive.length)
  return view.getUint32(end - 20, true) === 0x07064b50
}
