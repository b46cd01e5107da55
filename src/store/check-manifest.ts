// The shape of a manifest: every value that the rest of the program takes from it has the type that it takes it for. So a
// manifest that somebody has edited, or that another program wrote, is one mistake with a path in it, and never a crash.
// Keys that are not known are left alone: a later version, or a person, may have added them.
import { activations } from '../core/activations.js'
import type { Entry, Table } from '../core/choice.js'
import { gradients } from '../core/gradients.js'
import { initializers } from '../core/initializers.js'
import { losses } from '../core/losses.js'
import { metrics } from '../core/metrics.js'
import { optimizers } from '../core/optimizers.js'
import { outputs } from '../core/outputs.js'
import { schedules } from '../core/schedules.js'
import { saves, splits } from '../domain/trial.js'
import { delimiters } from './csv.js'
import type { TrialCounts } from './manifest.js'

/** The path of the first value that is not of its type, such as `experiment.seeds[2]`; null where all are. */
export function misshapenPart(manifest: unknown): string | null {
  return manifestShape(manifest)?.replace(/^\./, '') ?? null
}

/** The path to what is wrong, from the value on: empty for the value itself; null where nothing is. */
type Shape = (value: unknown) => string | null

const when =
  (isRight: (value: unknown) => boolean): Shape =>
  value =>
    isRight(value) ? null : ''

const text = when(value => typeof value === 'string')
const flag = when(value => typeof value === 'boolean')
const number = when(Number.isFinite)
const count = when(value => Number.isSafeInteger(value) && (value as number) >= 0)
const positive = when(value => Number.isSafeInteger(value) && (value as number) >= 1)
const share = when(value => typeof value === 'number' && value >= 0 && value < 1)
const moment = when(value => typeof value === 'string' && !Number.isNaN(Date.parse(value)))
const oneOf = (values: readonly unknown[]) => when(value => values.includes(value))
const nameOf = (table: object) => when(value => typeof value === 'string' && Object.hasOwn(table, value))

const orNull =
  (shape: Shape): Shape =>
  value =>
    value === null ? null : shape(value)
const optional =
  (shape: Shape): Shape =>
  value =>
    value === undefined ? null : shape(value)
const listOf =
  (shape: Shape): Shape =>
  value => {
    if (!Array.isArray(value)) return ''
    for (const [i, item] of value.entries()) {
      const wrong = shape(item)
      if (wrong !== null) return `[${i}]${wrong}`
    }
    return null
  }

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const record =
  (fields: Readonly<Record<string, Shape>>): Shape =>
  value => {
    if (!isRecord(value)) return ''
    for (const [key, shape] of Object.entries(fields)) {
      const wrong = shape(Object.hasOwn(value, key) ? value[key] : undefined)
      if (wrong !== null) return `.${key}${wrong}`
    }
    return null
  }

const mapOf =
  (shape: Shape): Shape =>
  value =>
    isRecord(value) ? record(Object.fromEntries(Object.keys(value).map(key => [key, shape])))(value) : ''

/** A name of the table, and a value for each of its hyperparameters. */
const choice =
  (table: Table): Shape =>
  value => {
    const wrong = record({ name: nameOf(table) })(value)
    if (wrong !== null) return wrong
    const { hyperparameters } = table[(value as { name: string }).name] as Entry
    const shapes = Object.entries(hyperparameters).map(([key, known]) => [
      key,
      typeof known.default === 'boolean' ? flag : number,
    ])
    return record(Object.fromEntries(shapes) as Record<string, Shape>)(value)
  }

const activation = choice(activations)

const model: Shape = value => {
  const wrong = record({
    hidden: listOf(positive),
    activation: value => (Array.isArray(value) ? listOf(activation) : activation)(value),
    output: nameOf(outputs),
    initializer: choice(initializers),
    dropout: share,
  })(value)
  if (wrong !== null) return wrong
  const { hidden, activation: chosen } = value as { hidden: readonly number[]; activation: unknown }
  return Array.isArray(chosen) && chosen.length !== hidden.length ? '.activation' : null
}

const configuration = record({
  dataset: text,
  model,
  loss: nameOf(losses),
  optimizer: choice(optimizers),
  schedule: choice(schedules),
  gradient: nameOf(gradients),
  training: record({
    epochs: positive,
    steps: orNull(positive),
    record_every: orNull(positive),
    replacement: flag,
    batch_size: positive,
    validation: share,
    split_seed: count,
    l2: number,
    clip_norm: orNull(number),
    label_smoothing: share,
    patience: orNull(count),
    min_delta: number,
  }),
})

const makers = {
  versions: record({ bench: text, arithmetic: text, node: text, v8: text }),
  git: orNull(record({ commit: text, dirty: orNull(flag) })),
  machine: record({ cpu: text, cores: number, memory_bytes: number, platform: text, arch: text }),
  command_line: listOf(text),
  workers: number,
  started_at: moment,
  ended_at: orNull(moment),
}

const experiment = record({
  fixed: configuration,
  axes: listOf(record({ path: text, values: listOf(() => null) })),
  exclude: listOf(mapOf(() => null)),
  seeds: listOf(count),
  objective: record({
    split: oneOf(splits),
    metric: nameOf(metrics),
    direction: oneOf(['maximize', 'minimize']),
  }),
  save: oneOf(saves),
  checkpoint_every: number,
  retries: count,
})

const counts = record({
  completed: count,
  pruned: count,
  diverged: count,
  failed: count,
  cancelled: count,
  waiting: count,
} satisfies Record<keyof TrialCounts, Shape>)

const manifestShape = record({
  name: text,
  question: orNull(text),
  experiment,
  experiment_sha256: orNull(text),
  configurations: mapOf(configuration),
  added_seeds: mapOf(listOf(count)),
  trials: record({ planned: count, excluded: count, duplicates: count }),
  datasets: listOf(
    record({
      name: text,
      sha256: mapOf(text),
      found_in: text,
      own: optional(
        record({
          folder: text,
          image_shape: listOf(positive),
          classes: listOf(text),
          examples: record({ train: count, test: count }),
        }),
      ),
    }),
  ),
  ...makers,
  csv: record({ delimiter: oneOf(delimiters), bom: flag }),
  reason: orNull(oneOf(['finished', 'interrupted'])),
  counts: orNull(counts),
  executions: listOf(
    record({
      ...makers,
      reason: orNull(oneOf(['finished', 'interrupted', 'killed'])),
      paused_s: optional(number),
    }),
  ),
  earlier_experiments: listOf(
    record({ file: orNull(text), replaced_at: moment, planned: count, experiment: () => null }),
  ),
})
