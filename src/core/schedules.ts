// The table of schedules: the learning rate as a function of the step, written as a factor of the optimizer's own
// learning rate. Lengths are in epochs, not in steps as Keras has them, because the batch size may be an axis of the
// sweep: a number of steps would then be another part of the training for each of its values.
import { type ChoiceOf, type Entry, type Values, valuesOf } from './choice.js'
import { cosPi, power } from './elementary.js'

export interface Schedule extends Entry {
  /** The factor at `epoch`, a real number counted from 0 after the warm-up; `last` is where training ends. */
  readonly factor: (epoch: number, last: number, h: Values) => number
}

const warmup_epochs = {
  default: 0,
  range: { from: 0 },
  help: 'epochs over which the rate rises in a straight line to its full value',
} as const

export const schedules = {
  constant: {
    summary: 'The same learning rate throughout',
    formula: 'factor = 1',
    source: 'by definition',
    hyperparameters: { warmup_epochs },
    factor: () => 1,
  },
  step: {
    summary: 'The rate drops by a factor every so many epochs',
    formula: 'factor = decay_rate ^ floor(epoch / decay_epochs)',
    source: 'as keras.optimizers.schedules.ExponentialDecay with staircase=True',
    hyperparameters: {
      decay_rate: { default: 0.5, range: { above: 0, to: 1 }, help: 'what each drop multiplies by' },
      decay_epochs: { default: 10, range: { above: 0 }, help: 'epochs between two drops' },
      warmup_epochs,
    },
    factor: (epoch, _last, { decay_rate, decay_epochs }) =>
      power(decay_rate!, Math.floor(epoch / decay_epochs! + 1e-9)), // the quotient may be a rounding short of a whole one
  },
  exponential: {
    summary: 'The rate shrinks by a factor every so many epochs, smoothly',
    formula: 'factor = decay_rate ^ (epoch / decay_epochs)',
    source: 'as keras.optimizers.schedules.ExponentialDecay',
    hyperparameters: {
      decay_rate: { default: 0.5, range: { above: 0, to: 1 }, help: 'what decay_epochs multiply by' },
      decay_epochs: { default: 10, range: { above: 0 }, help: 'epochs for one such factor' },
      warmup_epochs,
    },
    factor: (epoch, _last, { decay_rate, decay_epochs }) => power(decay_rate!, epoch / decay_epochs!),
  },
  cosine: {
    summary: 'Half a cosine from the full rate at the start to final_share of it at the end',
    formula: 'factor = final_share + (1 - final_share) (1 + cos(pi epoch / epochs)) / 2',
    source:
      'Loshchilov and Hutter 2017, without restarts; as keras.optimizers.schedules.CosineDecay (alpha there)',
    hyperparameters: {
      final_share: {
        default: 0,
        range: { from: 0, to: 1 },
        help: 'share of the rate that is left at the end',
      },
      warmup_epochs,
    },
    factor: (epoch, last, { final_share }) =>
      final_share! + ((1 - final_share!) * (1 + cosPi(Math.min(1, epoch / last)))) / 2,
  },
} as const satisfies Record<string, Schedule>

export type ScheduleName = keyof typeof schedules
export type ScheduleChoice = ChoiceOf<typeof schedules>

/**
 * The factor of the learning rate at an update. step: counted from 0 over the whole training. During the warm-up the
 * first update already has a share of 1 / warm-up steps, so that no update is wasted on a rate of zero.
 */
export function learningRateFactor(
  choice: ScheduleChoice,
  step: number,
  { stepsPerEpoch, epochs }: { readonly stepsPerEpoch: number; readonly epochs: number },
): number {
  const warmup = choice.warmup_epochs
  const epoch = step / stepsPerEpoch
  const schedule: Schedule = schedules[choice.name]
  if (epoch < warmup) return Math.min(1, (step + 1) / (warmup * stepsPerEpoch))
  return schedule.factor(epoch - warmup, Math.max(epochs - warmup, 1 / stepsPerEpoch), valuesOf(choice))
}
