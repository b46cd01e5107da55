// Whether a file's content is that of a dataset's file. The checksum alone would do; the format is looked at first,
// because "it begins with 3c 21 44 4f" tells a user more than a wrong checksum.
import type { Check } from './candidate.js'
import { type DatasetEntry, datasets } from './datasets.js'
import { parseIdx } from './idx.js'
import { dataMistake, malformed } from './malformed.js'

/** Throws a UserError, never returns false. */
export function fileCheck(name: string, entry: DatasetEntry): Check {
  return ({ bytes, sha256 }, file, path) => {
    const { shape, data } = parseIdx(bytes, path)
    if (shape.join() !== file.shape.join()) {
      const why = `${file.name} of ${name} has ${file.shape.join(' x ')}`
      throw malformed(path, `holds ${shape.join(' x ')} elements`, why)
    }
    const classes = entry.classes.length
    const wrong = file.holds === 'labels' ? data.findIndex(label => label >= classes) : -1
    if (wrong !== -1)
      throw malformed(path, `has the label ${data[wrong]} at index ${wrong}`, `there are ${classes} classes`)
    if (sha256 !== file.sha256) throw mismatch(name, path, sha256, file.sha256)
  }
}

function mismatch(name: string, path: string, found: string, expected: string) {
  const owner = ownerOf(found)
  if (owner !== null) return dataMistake('data-of-another', `${path} belongs to ${owner}, not to ${name}`)
  const why = `its SHA-256 is ${found}, it should be ${expected}`
  return dataMistake('data-mismatch', `${path} does not hold the bytes of ${name}`, why)
}

/** The dataset that has a file of that checksum. */
function ownerOf(sha256: string): string | null {
  for (const [name, { sha256: files }] of Object.entries<DatasetEntry>(datasets)) {
    const checksums = [files.train, files.test].flatMap(split => (split === null ? [] : Object.values(split)))
    if (checksums.includes(sha256)) return name
  }
  return null
}
