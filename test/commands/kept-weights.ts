// The events of a trial whose weights were kept, for tests of what reads them.
import { parameterCount } from '../../src/core/parameters.js'
import type { SweepEvent } from '../../src/domain/events.js'
import type { Outcome } from '../../src/domain/measurement.js'
import type { Trial } from '../../src/domain/trial.js'
import { layerSizes } from '../../src/sweep/architecture.js'
import { eventsOf, startedAt } from '../store/small-run.js'

/** As eventsOf, with weights of zero, of epoch 3. */
export function withWeights(trial: Trial, outcome?: Outcome): readonly SweepEvent[] {
  const events = eventsOf(trial, outcome)
  const sizes = layerSizes(trial.configuration)
  const kept: SweepEvent = {
    type: 'weights-kept',
    at: startedAt,
    trialId: trial.trialId,
    epoch: 3,
    sizes,
    parameters: new Float32Array(parameterCount(sizes)),
  }
  return [...events.slice(0, -1), kept, ...events.slice(-1)]
}
