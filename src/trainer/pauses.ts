// The moments between two updates, when a training can be interrupted: a checkpoint is made where one is due, and the
// training ends where somebody has asked it to.
import type { Engine } from '../core/engine.js'
import type { Checkpoint } from '../domain/checkpoint.js'
import type { TrainingReport } from '../domain/ports.js'
import type { Course } from './course.js'

/** An epoch that has begun: how many of its updates are done, the sums over their examples, and the time that they took. */
export type Begun = Pick<Checkpoint, 'step' | 'lossSum' | 'correct' | 'durationS'>

interface Wishes {
  /** Seconds of training from one checkpoint to the next; 0 for none. */
  readonly checkpointEvery?: number
  readonly shouldStop?: () => boolean
  readonly report: (report: TrainingReport) => void
  readonly nowMs: () => number
}

export class Pauses {
  readonly #everyMs: number
  readonly #shouldStop: () => boolean
  readonly #report: (report: TrainingReport) => void
  readonly #engine: Engine
  readonly #course: Course
  /** When the training began, or would have begun if it had never been interrupted. */
  readonly #startMs: number
  /** When the last checkpoint was made, and after how many updates. */
  #madeMs: number
  #madeAt: number

  /** trainedS: seconds of training before this sitting. */
  constructor(
    { checkpointEvery = 0, shouldStop, report, nowMs }: Wishes,
    engine: Engine,
    course: Course,
    trainedS = 0,
  ) {
    this.#everyMs = 1000 * checkpointEvery
    this.#shouldStop = shouldStop ?? (() => false)
    this.#report = report
    this.#engine = engine
    this.#course = course
    this.#madeMs = nowMs()
    this.#startMs = this.#madeMs - 1000 * trainedS
    this.#madeAt = engine.steps
  }

  /** Before an update. nowMs: the time, which the caller has read. */
  at(begun: Begun, nowMs: number): 'go on' | 'stop' {
    const stops = this.#shouldStop()
    if (this.#everyMs > 0 && (stops || nowMs - this.#madeMs >= this.#everyMs)) this.#checkpoint(begun, nowMs)
    return stops ? 'stop' : 'go on'
  }

  #checkpoint(begun: Begun, nowMs: number): void {
    if (this.#engine.steps === this.#madeAt) return
    const engine = this.#engine.state()
    const trainedS = (nowMs - this.#startMs) / 1000
    const checkpoint: Checkpoint = { ...this.#course.state(), ...begun, trainedS, engine }
    this.#report({ type: 'checkpoint', checkpoint })
    this.#madeMs = nowMs
    this.#madeAt = this.#engine.steps
  }
}
