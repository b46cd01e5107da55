// What the epochs of a training have come to: the last one, the best one, and the parameters that may be wanted of an epoch
// that is not the last. All of it goes into a checkpoint and comes out again.
import type { Engine } from '../core/engine.js'
import type { Checkpoint } from '../domain/checkpoint.js'
import { EarlyStopping } from '../domain/early-stopping.js'
import type { BestEpoch, EpochRecord } from '../domain/measurement.js'
import type { Configuration, Objective, Save } from '../domain/trial.js'

/** What of a training depends on what is wanted of it. */
interface Rules {
  readonly objective: Objective
  readonly save: Save
  readonly training: Pick<Configuration['training'], 'patience' | 'min_delta'>
}

/** How far a checkpoint's course has come. */
export type CourseState = Pick<Checkpoint, 'epoch' | 'last' | 'best' | 'keptBest' | 'stopping'>

/** The end of a training that completes. */
export interface Result {
  /** The final metrics. */
  readonly last: EpochRecord
  readonly best: BestEpoch
  readonly epochsDone: number
  /** Those that are to be kept, and of which epoch. */
  readonly weights: { readonly epoch: number; readonly parameters: Float32Array } | null
}

export class Course {
  readonly #objective: Objective
  readonly #save: Save
  readonly #engine: Engine
  readonly #stopping: EarlyStopping | null
  #last: EpochRecord | null
  #best: BestEpoch | null
  /** Of the best epoch by the objective; or, where training may stop early, of the one that it then goes back to. */
  #ofBest: Float32Array | null
  #ofStopping: Float32Array | null

  constructor({ objective, save, training }: Rules, engine: Engine, from: Checkpoint | null) {
    const { patience, min_delta } = training
    this.#objective = objective
    this.#save = save
    this.#engine = engine
    this.#stopping =
      patience === null ? null : new EarlyStopping(patience, min_delta, from?.stopping ?? undefined)
    this.#last = from?.last ?? null
    this.#best = from?.best ?? null
    this.#ofBest = from?.keptBest ?? null
    this.#ofStopping = from?.stopping?.parameters ?? null
  }

  get last(): EpochRecord | null {
    return this.#last
  }

  /** Hears of an epoch while the engine is as it was at its end. Says whether training goes on. */
  hear(record: EpochRecord): 'on' | 'stop' {
    this.#last = record
    const value = objectiveOf(record, this.#objective)
    if (this.#best === null || improves(value, this.#best.value, this.#objective)) {
      this.#best = { epoch: record.epoch, value }
      if (this.#save === 'best' && this.#stopping === null) this.#ofBest = this.#engine.weights()
    }
    const verdict = this.#stopping?.hear(record)
    if (verdict === 'better' && this.#save !== 'none') this.#ofStopping = this.#engine.weights()
    return verdict === 'stop' ? 'stop' : 'on'
  }

  state(): CourseState {
    const stopping = this.#stopping && { ...this.#stopping.state, parameters: this.#ofStopping }
    const [last, best] = [this.#last, this.#best]
    return { epoch: last?.epoch ?? 0, last, best, keptBest: this.#ofBest, stopping }
  }

  /** After the last epoch, with the engine as it is then. */
  end(): Result {
    const [last, best] = [this.#last, this.#best]
    if (last === null || best === null) throw new RangeError('a trial has at least one epoch')
    const final = this.#stopping?.state.best ?? last
    return { last: final, best, epochsDone: last.epoch, weights: this.#weights(final, best) }
  }

  /** Where training may stop early, those that it went back to, and so those of the final metrics. */
  #weights(final: EpochRecord, best: BestEpoch): Result['weights'] {
    if (this.#save === 'none') return null
    if (this.#stopping !== null)
      return this.#ofStopping && { epoch: final.epoch, parameters: this.#ofStopping }
    if (this.#save === 'last') return { epoch: final.epoch, parameters: this.#engine.weights() }
    return this.#ofBest && { epoch: best.epoch, parameters: this.#ofBest }
  }
}

function objectiveOf(record: EpochRecord, { split, metric }: Objective): number {
  const value = record[split]?.[metric]
  if (value === undefined)
    throw new RangeError(`the objective is measured on ${split}, and there is no such split`)
  return value
}

/** Whether a value is better than the best so far; an equal one is not. */
function improves(value: number, best: number, { direction }: Objective): boolean {
  return direction === 'maximize' ? value > best : value < best
}
