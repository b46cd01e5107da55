// The checksums that a zip has of its files, which the library that takes it apart does not look at. Without them a
// damaged archive of uncompressed arrays, as np.savez makes it, would be read as other numbers.

const END = 0x06054b50
const ENTRY = 0x02014b50

/** CRC-32 of each file's content, by its name; of those up to the first entry that is none. */
export function zipChecksums(archive: Uint8Array): ReadonlyMap<string, number> {
  const checksums = new Map<string, number>()
  const end = endOfZip(archive)
  if (end === null) return checksums
  const view = new DataView(archive.buffer, archive.byteOffset, archive.length)
  let at = view.getUint32(end + 16, true)
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (at + 46 > archive.length || view.getUint32(at, true) !== ENTRY) break
    const [name, extra, comment] = [28, 30, 32].map(offset => view.getUint16(at + offset, true))
    const called = Buffer.from(archive.subarray(at + 46, at + 46 + name!)).toString()
    checksums.set(called, view.getUint32(at + 16, true))
    at += 46 + name! + extra! + comment!
  }
  return checksums
}

/** Where the record at the end of a zip begins: 22 bytes and a comment. null where there is none. */
export function endOfZip(archive: Uint8Array): number | null {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.length)
  for (let at = archive.length - 22; at >= 0 && at >= archive.length - 22 - 0xffff; at--)
    if (view.getUint32(at, true) === END) return at
  return null
}
