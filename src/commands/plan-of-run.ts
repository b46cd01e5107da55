// The plan of a stored run: what its experiment expands to, and the seeds that were added to it by hand.
import type { Plan } from '../domain/trial.js'
import { experimentOf, type RunManifest } from '../store/manifest.js'
import { withAddedSeeds } from '../sweep/added-seeds.js'
import { expand } from '../sweep/expand.js'

export function planOfRun(manifest: RunManifest): Plan {
  return withAddedSeeds(expand(experimentOf(manifest)), manifest.added_seeds)
}
