// Networks for a program of one's own: described by a few options, made with the kernels that trials run on.

import { loadKernels } from '../commands/kernels.js'
import { activations } from '../core/activations.js'
import { type Engine, type NetworkSpec, ShapeError } from '../core/engine.js'
import { initializers } from '../core/initializers.js'
import { Kernels } from '../core/kernels.js'
import { type Loss, type LossName, losses } from '../core/losses.js'
import { optimizers } from '../core/optimizers.js'
import type { OutputName } from '../core/outputs.js'
import { simdEngines } from '../core/simd.js'
import { defaults } from '../domain/defaults.js'
import { EVALUATION_BATCH } from '../domain/measurement.js'
import { checkNames, checkNumber, checkObject, describe } from './checks.js'
import { type Chosen, chosen } from './chosen.js'
import { guarded } from './guarded.js'

/** A network and its training; what is left out is as in an experiment file that leaves it out. */
export interface NetworkOptions {
  /** Numbers of units: inputs, each hidden layer, classes. `[784, 50, 10]` has one hidden layer. */
  readonly sizes: readonly number[]
  /** One for all hidden layers, or a list with one for each; `relu`. */
  readonly activation?: Chosen<typeof activations> | readonly Chosen<typeof activations>[]
  /** `glorot-uniform`. */
  readonly initializer?: Chosen<typeof initializers>
  /** `cross-entropy`. */
  readonly loss?: LossName
  /** One that goes with the loss; `softmax`. */
  readonly output?: OutputName
  /** `adam`. The learning rate in it is a default of your own loop: `train` is told the rate at every step. */
  readonly optimizer?: Chosen<typeof optimizers>
  /** Share of the outputs of each hidden layer that is dropped in training, 0 <= dropout < 1; 0. */
  readonly dropout?: number
  /** Share of the target that is spread over all classes, 0 <= labelSmoothing < 1; 0. */
  readonly labelSmoothing?: number
  /** The longest that the gradient may be, over all parameters; null for any length, which is the default. */
  readonly clipNorm?: number | null
  /** Coefficient of the sum of squared weights; 0. */
  readonly l2?: number
  /** The most examples of one call; 250, which is what `measure` takes, is the least. */
  readonly batchSize?: number
}

/** Every option there is. */
const optionNames: Readonly<Record<keyof NetworkOptions, true>> = {
  sizes: true,
  activation: true,
  initializer: true,
  loss: true,
  output: true,
  optimizer: true,
  dropout: true,
  labelSmoothing: true,
  clipNorm: true,
  l2: true,
  batchSize: true,
}

/**
 * The options, completed and checked. Throws RangeError for a name or a number that there cannot be, TypeError for a value of
 * another kind.
 */
export function networkSpec(options: NetworkOptions): NetworkSpec {
  checkObject('what describes the network', options, 'an object such as { sizes: [784, 50, 10] }')
  checkNames('a network', options, optionNames)
  const { sizes, loss = defaults.loss } = options
  const output = outputOf(loss, options.output)
  const { dropout = 0, labelSmoothing = 0, clipNorm = null, l2 = 0, batchSize = EVALUATION_BATCH } = options
  checkSizes(sizes)
  checkNumber('dropout', dropout, { from: 0, below: 1 })
  checkNumber('labelSmoothing', labelSmoothing, { from: 0, below: 1 })
  if (clipNorm !== null) checkNumber('clipNorm', clipNorm, { above: 0 })
  checkNumber('l2', l2, { from: 0 })
  checkNumber('batchSize', batchSize, { from: 1, integer: true })
  return {
    sizes,
    activations: activationsOf(options.activation ?? defaults['model.activation'], sizes.length - 2),
    output,
    initializer: chosen(initializers, 'initializer', options.initializer ?? defaults['model.initializer']),
    loss,
    optimizer: chosen(optimizers, 'optimizer', options.optimizer ?? defaults.optimizer),
    dropout,
    labelSmoothing,
    clipNorm,
    l2,
    batchSize: Math.max(batchSize, EVALUATION_BATCH),
  }
}

/** A spec as it comes, if it is whole and networkSpec could have made it. Throws as networkSpec does. */
export function checkSpec(spec: NetworkSpec): NetworkSpec {
  const whole = 'a whole spec, as networkSpec({ sizes, ... }) makes it'
  checkObject('the spec', spec, whole)
  const { activations: activation, ...rest } = spec
  const missing = [...Object.keys(optionNames).filter(name => name !== 'activation'), 'activations'].find(
    name => spec[name as keyof NetworkSpec] === undefined,
  )
  if (missing !== undefined) throw new TypeError(`the spec has no ${missing}; it must be ${whole}`)
  networkSpec({ ...rest, activation })
  return spec
}

/** An engine with what it was made from. */
export interface Network extends Engine {
  readonly spec: NetworkSpec
}

let kernels: Promise<WebAssembly.Module> | null = null

/**
 * A network in float32 on the kernels, with parameters drawn from `seed`: for the same options and seed, and the same
 * calls, the same bits as in a trial of `bench run`. It has a memory of its own, which goes when the network does, and keeps
 * in it what it has seen of a dataset. Throws RangeError for options that there cannot be, MemoryError for a
 * network that does not fit. What its methods are given is checked as well.
 */
export async function createNetwork(options: NetworkOptions, seed = 0): Promise<Network> {
  const spec = networkSpec(options)
  checkNumber('seed', seed, { from: 0, integer: true })
  kernels ??= loadKernels()
  const engine = simdEngines(new Kernels(await kernels))(spec, seed)
  return Object.assign(guarded(engine, spec), { spec })
}

function checkSizes(sizes: readonly number[]): void {
  if (!Array.isArray(sizes))
    throw new TypeError(`sizes is ${describe(sizes)}; it must be a list such as [784, 50, 10]`)
  if (sizes.length < 2 || !sizes.every(units => Number.isSafeInteger(units) && units > 0))
    throw new ShapeError(`sizes are two or more whole numbers from 1, got [${sizes.join(', ')}]`)
}

/** The output that is written, if it goes with the loss, or the loss's usual one. */
function outputOf(loss: LossName, written: OutputName | undefined): OutputName {
  check('loss', loss, Object.hasOwn(losses, loss), `one of ${Object.keys(losses).join(', ')}`)
  const allowed: Loss['outputs'] = losses[loss].outputs
  const output = written ?? allowed[0]!
  check('output', output, allowed.includes(output), `${allowed.join(' or ')} with the loss ${loss}`)
  return output
}

function check(name: string, value: unknown, isAllowed: boolean, allowed: string): void {
  if (!isAllowed) throw new RangeError(`${name} is ${String(value)}; it must be ${allowed}`)
}

function activationsOf(written: NonNullable<NetworkOptions['activation']>, layers: number) {
  const list = Array.isArray(written) ? written : new Array(layers).fill(written)
  if (list.length !== layers)
    throw new ShapeError(`${layers} hidden layers cannot have ${list.length} activations`)
  return list.map(activation => chosen(activations, 'activation', activation))
}
