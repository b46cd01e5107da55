// What the command line says of a network that its file leaves open: names, looked up in the tables.
import { type ActivationChoice, activations } from '../core/activations.js'
import { choose, type Table } from '../core/choice.js'
import { type LossName, losses } from '../core/losses.js'
import { type OutputName, outputs } from '../core/outputs.js'
import { type MistakeCode, UserError } from '../domain/errors.js'
import { lossesOf, type Measure, measureOf } from '../models/measure.js'
import type { NetworkOptions, StoredNetwork } from '../models/stored-network.js'
import { adviseName } from '../spec/advise.js'

export interface NetworkChoiceArguments {
  /** One name for all hidden layers, or one for each with commas between them. */
  readonly activation?: string
  readonly output?: string
  readonly loss?: string
}

export function networkOptions({ activation, output }: NetworkChoiceArguments): NetworkOptions {
  return {
    ...(activation === undefined ? {} : { activation: activationChoices(activation) }),
    ...(output === undefined ? {} : { output: nameIn(outputs, '--output', 'unknown-output', output) }),
  }
}

/** By the loss that was asked for, if one was; by labels as in training in any case. */
export function measureFor(network: StoredNetwork, asked: string | undefined): Measure {
  const measure = measureOf(network)
  if (asked === undefined) return measure
  return { ...measure, loss: allowedLoss(asked, network.output), lossIsAssumed: false }
}

function allowedLoss(asked: string, output: OutputName): LossName {
  const allowed = lossesOf(output)
  const loss = nameIn(losses, '--loss', 'unknown-loss', asked)
  if (allowed.includes(loss)) return loss
  throw new UserError([
    {
      code: 'bad-option',
      what: `--loss is ${loss}, which is not defined for the output ${output}`,
      fix: `with ${output}: ${allowed.join(' or ')}`,
    },
  ])
}

function activationChoices(written: string): ActivationChoice | readonly ActivationChoice[] {
  const choices = written.split(',').map(name => {
    const known = nameIn(activations, '--activation', 'unknown-activation', name.trim())
    return choose(activations, known)
  })
  return choices.length === 1 ? choices[0]! : choices
}

function nameIn<T extends Table>(table: T, option: string, code: MistakeCode, written: string) {
  if (Object.hasOwn(table, written)) return written as keyof T & string
  const known = Object.keys(table)
  const advice = adviseName(written, known).fix
  throw new UserError([
    {
      code,
      what: `${option} is "${written}", which is not known`,
      why: `there are ${known.join(', ')}`,
      ...(advice === undefined ? {} : { fix: advice }),
    },
  ])
}
