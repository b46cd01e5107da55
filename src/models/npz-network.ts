// Networks as NPZ: the dictionary of arrays of a notebook, as numpy.savez writes it. Reads and writes; the format of the
// archive is the business of data/npz.ts. An NPZ has no place for what the layers compute.
import { malformed } from '../data/malformed.js'
import { encodeNpy, openNpy } from '../data/npy.js'
import { encodeNpz, npzNames, readNpzEntry } from '../data/npz.js'
import { arraysOf, countLayers, type NamedArray, PARAMETERS_MAX } from './named-arrays.js'
import { type NetworkFile, toFloat32 } from './network-file.js'
import type { Network } from './stored-network.js'

/** The bytes of an archive that `numpy.load` opens: W1, b1, W2, b2, ... in float32. */
export function encodeNetworkNpz(network: Pick<Network, 'parameters' | 'sizes'>): Uint8Array {
  const arrays = [...arraysOf(network)].map(([name, { shape, values }]) => [name, encodeNpy(shape, values)])
  return encodeNpz(Object.fromEntries(arrays))
}

/** The arrays of an archive. Throws a UserError where it is not whole, or its arrays are not those of a network. */
export function decodeNetworkNpz(archive: Uint8Array, path: string): NetworkFile {
  const names = npzNames(archive, path)
  countLayers(names, path) // by name, before anything is decompressed
  let left = PARAMETERS_MAX
  const arrays = names.map((name): [string, NamedArray] => {
    const npy = readNpzEntry(archive, name, left, path)
    if (npy === null) throw malformed(path, `has ${name} as a file, which should be ${name}.npy`)
    const { shape, count, at } = openNpy(npy, path, name)
    left -= count
    return [name, { shape, values: toFloat32(count, at, name, path) }]
  })
  return { arrays: new Map(arrays), metadata: {} }
}
