// How the entries of the tables of activations, outputs, losses and optimizers are called in the kernels. A new entry is not trained until
// it has a kernel: the types of these tables say so.
import type { ActivationName } from './activations.js'
import { type Values, valuesOf } from './choice.js'
import { integerPower } from './elementary.js'
import type { NetworkSpec } from './engine.js'
import type { LossName } from './losses.js'
import type { PlanOptions } from './memory-plan.js'
import type { OptimizerName } from './optimizers.js'
import type { OutputName } from './outputs.js'

export interface ActivationKernel {
  /** As in assembly/activations.ts. */
  readonly kind: number
  /** The hyperparameter that it takes, if any. */
  readonly parameter?: string
  /** Whether the derivative needs z; else y is enough. */
  readonly keepsZ?: true
  /** Whether about half of its outputs are exactly zero, and so are their deltas. */
  readonly isSparse?: true
}

export const activationKernels: Readonly<Record<ActivationName, ActivationKernel>> = {
  sigmoid: { kind: 0 },
  tanh: { kind: 1 },
  relu: { kind: 2, isSparse: true },
  'leaky-relu': { kind: 3, parameter: 'negative_slope', keepsZ: true },
  elu: { kind: 4, parameter: 'alpha', keepsZ: true },
  gelu: { kind: 5, keepsZ: true },
  silu: { kind: 6, keepsZ: true },
  softplus: { kind: 7, keepsZ: true },
  identity: { kind: 8 },
  step: { kind: 9 },
}

/** The outputs, as in assembly/squares.ts. */
export const outputKernels: Readonly<Record<OutputName, number>> = { softmax: 0, sigmoid: 1, identity: 2 }

/** The kernel of each loss: its own, or that of squared distances and what it multiplies them by, for so many classes. */
export const lossKernels: Readonly<
  Record<LossName, 'cross-entropy' | { readonly squaresTimes: (classes: number) => number }>
> = {
  'cross-entropy': 'cross-entropy',
  'sum-of-squares': { squaresTimes: () => 1 / 2 },
  'mean-squared-error': { squaresTimes: classes => 1 / classes },
}

export interface OptimizerKernel {
  /** As in assembly/updates.ts. */
  readonly kind: number
  /** How many of the optimizer's slots are kept: the first ones. */
  readonly slots: number
  readonly share?: number
  readonly rest?: number
  readonly rest2?: number
  readonly epsilon?: number
  /** When an update without gradient changes nothing: always, as long as there never was a gradient, or never. */
  readonly idle: 'always' | 'untouched' | 'never'
  /** The learning rate as the kernel takes it at an update, counted from 1. */
  readonly rate?: (learningRate: number, step: number) => number
  /** The share of a parameter that is kept before the update. */
  readonly kept?: (learningRate: number) => number
}

/** In place of an optimizer's kind: the gradients are collected in the one slot, and nothing is updated. */
export const COLLECT = 7

/** An epsilon that float32 would round to 0 is the smallest normal number instead: 0 / 0 would be NaN. */
const epsilonOf = (h: Values) => Math.max(h['epsilon']!, 2 ** -126)

function adam(h: Values): OptimizerKernel {
  const [beta1, beta2] = [h['beta_1']!, h['beta_2']!]
  return {
    kind: 6,
    slots: 2,
    rest: 1 - beta1,
    rest2: 1 - beta2,
    epsilon: epsilonOf(h),
    idle: 'untouched',
    rate: (learningRate, step) =>
      (learningRate * Math.sqrt(1 - integerPower(beta2, step))) / (1 - integerPower(beta1, step)),
  }
}

export const optimizerKernels: Readonly<Record<OptimizerName, (h: Values) => OptimizerKernel>> = {
  sgd: ({ momentum, nesterov }) =>
    momentum === 0
      ? { kind: 0, slots: 0, idle: 'always' }
      : { kind: nesterov ? 2 : 1, slots: 1, share: momentum!, idle: 'untouched' },
  adagrad: h => ({ kind: 3, slots: 1, epsilon: epsilonOf(h), idle: 'always' }),
  rmsprop: h => {
    const { rho, momentum } = h as { rho: number; momentum: number }
    const common = { share: rho, rest: 1 - rho, epsilon: epsilonOf(h), idle: 'untouched' } as const
    return momentum === 0
      ? { kind: 4, slots: 1, ...common }
      : { kind: 5, slots: 2, rest2: momentum, ...common }
  },
  adam,
  adamw: h => ({ ...adam(h), idle: 'never', kept: learningRate => 1 - learningRate * h['weight_decay']! }),
}

/** What the kernels of a network need room for. */
export function planOptions(spec: NetworkSpec): PlanOptions {
  return {
    slots: optimizerKernels[spec.optimizer.name](valuesOf(spec.optimizer)).slots,
    hidden: spec.activations.map(({ name }) => {
      const { keepsZ = false, isSparse = false } = activationKernels[name]
      return { keepsZ, isSparse }
    }),
    hasDropout: spec.dropout > 0,
    collectsGradient: spec.clipNorm !== null,
  }
}
