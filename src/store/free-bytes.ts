// How much room there is on the disk that a path lies on.
import { statfsSync } from 'node:fs'

/** For whoever is not the superuser; null where the system does not tell. */
export function freeBytes(path: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize
  } catch {
    return null
  }
}
