// The look-up of a dataset on this machine: a loop over the table of places. Nothing is downloaded here.
import { existsSync } from 'node:fs'
import type { Dataset } from './dataset.js'
import { candidatesOf, type Place, places, type Surroundings, tilde } from './places.js'
import { readCandidate, type Sought } from './read-candidate.js'

export type LookUp =
  | { readonly status: 'found'; readonly dataset: Dataset }
  /** A line for each thing that was tried. */
  | { readonly status: 'absent'; readonly tried: readonly string[] }

type OnWarning = (warning: string) => void

/** Tries every place in order. onWarning hears of what was found and cannot be used. */
export async function lookUp(
  sought: Sought,
  surroundings: Surroundings,
  onWarning: OnWarning,
): Promise<LookUp> {
  const tried: string[] = []
  for (const place of places) {
    const result = await lookIn(place, sought, surroundings, onWarning)
    if (result.status === 'found') return result
    tried.push(...result.tried)
  }
  return { status: 'absent', tried }
}

async function lookIn(
  place: Place,
  sought: Sought,
  surroundings: Surroundings,
  onWarning: OnWarning,
): Promise<LookUp> {
  const folder = place.folder(surroundings)
  const candidates = candidatesOf(place, sought.name, sought.entry, surroundings)
  if (folder === null || candidates.length === 0) return { status: 'absent', tried: [] }
  if (place.named && !existsSync(folder)) {
    const line = `${place.name}: there is no folder ${folder}`
    onWarning(line)
    return { status: 'absent', tried: [line] }
  }
  const tried: string[] = []
  for (const candidate of candidates) {
    const foundIn = `${place.name} (${tilde(candidate.path, surroundings)})`
    const reading = await readCandidate(candidate, sought, foundIn)
    if (reading.status === 'found') return reading
    if (reading.status === 'absent') continue
    tried.push(`${place.name}: ${reading.reason}`)
    if (!reading.expected) onWarning(tried.at(-1)!)
  }
  const nothing = `${place.name}: nothing of ${sought.name} in ${tilde(folder, surroundings)}`
  return { status: 'absent', tried: tried.length > 0 ? tried : [nothing] }
}
