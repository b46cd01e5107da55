// The table of what the values of different fields must have to do with each other, though each is right by itself.
import { type Activation, activations } from '../core/activations.js'
import { type Loss, type LossName, losses } from '../core/losses.js'
import type { OutputName } from '../core/outputs.js'
import { factsOf } from '../data/datasets.js'
import type { MistakeCode } from '../domain/errors.js'
import { lengthOf, stepsPerPass } from '../domain/length.js'
import type { Configuration } from '../domain/trial.js'
import type { Draft } from './draft.js'
import { MAX_EPOCHS } from './fields.js'
import type { Possible } from './possible.js'
import { thousands } from './tree.js'

export interface Rule {
  readonly code: MistakeCode
  /** The fields it is about, or hyperparameters of theirs; the first that is written is pointed at. */
  readonly involves: readonly string[]
  /** What is wrong with their values, in that order; null when they go together. */
  readonly mistakeOf: (values: readonly Possible[], draft: Draft) => RuleMistake | null
}

export interface RuleMistake {
  readonly what: string
  readonly why: string
  readonly fix: string
  /** Of several at one place, the one that is told; the first where this is missing. */
  readonly severity?: number
}

type Training = Configuration['training']
type ChoiceValue = { readonly name: string }

export const rules: readonly Rule[] = [
  {
    code: 'activations-not-layers',
    involves: ['model.activation', 'model.hidden'],
    mistakeOf: ([activation, hidden]) => {
      const list = activation!.value
      const layers = hidden!.value as readonly number[]
      if (!Array.isArray(list) || list.length === layers.length) return null
      const names = (list as readonly ChoiceValue[]).map(({ name }) => name).join(', ')
      const many = `${count(list.length, 'activation')} for ${count(layers.length, 'hidden layer')}`
      return {
        what: `the list has ${many}, model.hidden: [${layers.join(', ')}]`,
        why: 'a list of activations has one for each hidden layer',
        fix: `make them as many; to compare activations, list them under sweep: { model.activation: [${names}] }`,
      }
    },
  },
  {
    code: 'not-trainable',
    involves: ['model.activation', 'model.hidden'],
    mistakeOf: ([activation, hidden]) => {
      const chosen = [activation!.value].flat() as readonly ChoiceValue[]
      const flat = chosen.find(({ name }) => isFlat(name))
      if (flat === undefined || (hidden!.value as readonly number[]).length === 0) return null
      return {
        what: `a network cannot be trained with the activation ${flat.name}`,
        why: 'its derivative is zero everywhere, so that no weight below it would ever change',
        fix: `take one that has a slope, such as sigmoid; ${flat.name} is for forward passes, with weights from elsewhere`,
      }
    },
  },
  {
    code: 'wrong-output',
    involves: ['model.output', 'loss'],
    mistakeOf: ([output, loss], draft) => {
      const name = loss!.value as LossName
      const written = output!.value as OutputName
      const { outputs }: Loss = losses[name]
      if (outputs.includes(written)) return null
      const others = Object.entries<Loss>(losses)
        .filter(([, other]) => other.outputs.includes(written))
        .map(([other]) => other)
      const instead = `with ${written} a loss such as ${others.join(', ')}`
      return {
        what: `the loss is ${name}, and the output ${written}`,
        why: `${name} is defined for the output ${outputs.join(', ')}`,
        fix: ['model.output', 'loss'].some(path => varies(draft, path))
          ? `leave the pair out: exclude: [{ model.output: ${written}, loss: ${name} }]   bench explain losses`
          : `write model: { output: ${outputs[0]} }, or ${instead}   bench explain losses`,
      }
    },
  },
  {
    code: 'epochs-and-steps',
    involves: ['training.steps', 'training.epochs'],
    mistakeOf: ([steps, epochs]) =>
      steps!.value === null || epochs!.at === null
        ? null
        : {
            what: `training.steps is ${steps!.value}, and training.epochs is ${epochs!.value}`,
            why: 'the length of the training is given twice: in updates, and in passes over the examples',
            fix: 'remove one of them',
          },
  },
  {
    code: 'hyperparameters-conflict',
    involves: ['training.record_every', 'training.steps'],
    mistakeOf: ([recordEvery, steps]) =>
      recordEvery!.value === null || steps!.value !== null
        ? null
        : {
            what: `training.record_every is ${recordEvery!.value}, and there are no training.steps`,
            why: 'training by epochs is recorded after each of them',
            fix: 'write the length of the training in updates, such as steps: 10000, or remove record_every',
          },
  },
  {
    code: 'out-of-range',
    involves: [
      'training.record_every',
      'training.steps',
      'training.batch_size',
      'training.validation',
      'dataset',
    ],
    mistakeOf: (values, draft) => {
      const [record_every, steps, batch_size, validation, dataset] = values.map(({ value }) => value)
      if (steps === null) return null
      const training = { record_every, steps, batch_size, validation, epochs: 1 } as Training
      const { train } = factsOf(String(dataset), draft.ownDatasets).examples
      const { epochs } = lengthOf(training, stepsPerPass(training, train))
      if (epochs <= MAX_EPOCHS) return null
      return {
        what: `${thousands(steps as number)} steps would be recorded ${thousands(epochs)} times`,
        why: `each is a row of epochs.csv and a measurement of every split; at most ${thousands(MAX_EPOCHS)} are made`,
        fix: `write record_every: ${Math.ceil((steps as number) / MAX_EPOCHS)}, or more`,
      }
    },
  },
  {
    code: 'no-validation-split',
    involves: ['training.patience', 'training.validation'],
    mistakeOf: ([patience, validation]) =>
      patience!.value === null || validation!.value !== 0
        ? null
        : {
            what: `training.patience is ${patience!.value}, and training.validation is 0`,
            why: 'whether training still gets better is seen on the validation split',
            fix: 'hold out a share such as validation: 0.2, or remove patience',
          },
  },
  {
    code: 'hyperparameters-conflict',
    involves: ['training.min_delta', 'training.patience'],
    mistakeOf: ([minDelta, patience]) =>
      minDelta!.value === 0 || patience!.value !== null
        ? null
        : {
            what: `training.min_delta is ${minDelta!.value}, and there is no training.patience`,
            why: 'it says what counts as better where training stops for lack of it',
            fix: 'write after how many epochs to stop, such as patience: 5, or remove min_delta',
          },
  },
  {
    // A warm-up that never ends never reaches the full rate: what was compared would not be the schedules that are named.
    code: 'out-of-range',
    involves: [
      'schedule.warmup_epochs',
      'training.epochs',
      'training.steps',
      'training.batch_size',
      'training.validation',
      'dataset',
    ],
    mistakeOf: (values, draft) => {
      const [schedule, epochs, steps, batch_size, validation, dataset] = values.map(({ value }) => value)
      const { warmup_epochs: warmup } = schedule as { readonly warmup_epochs: number }
      const training = { epochs, steps, batch_size, validation, record_every: null } as Training
      const perPass = stepsPerPass(training, factsOf(String(dataset), draft.ownDatasets).examples.train)
      const passes = lengthOf(training, perPass).steps / perPass
      if (!(warmup > passes)) return null
      const length =
        steps === null
          ? `training.epochs is ${epochs}`
          : `training.steps are ${thousands(steps as number)}, of which an epoch has ${thousands(perPass)}`
      return {
        what: `warmup_epochs is ${warmup}, and ${length}`,
        why: 'the warm-up never ends, so the learning rate never reaches its full value',
        fix: `write a warm-up of at most ${Math.floor(1000 * passes) / 1000}, or train for longer`,
        severity: warmup - passes,
      }
    },
  },
]

/** Whether a field has several values in the sweep, so that what does not go with one of them may go with another. */
function varies({ axes }: Draft, path: string): boolean {
  return (axes.get(path)?.values.length ?? 0) > 1
}

function isFlat(name: string): boolean {
  const activation: Activation | undefined = activations[name as keyof typeof activations]
  return activation?.trainable === false
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}
