// The JSON Schema of an experiment file, for completion and checks in an editor. Derived from the tables, as the loader
// is; what needs several values at once (does the objective have its split?) is the loader's alone.
//
// Draft-07, because that is the draft that the YAML language server of editors supports in full.
import type { Hyperparameter, Range } from '../core/choice.js'
import { SEED_MAX } from '../core/random.js'
import { CLASSES_MAX } from '../data/own-labels.js'
import { saves } from '../domain/trial.js'
import {
  axisPaths,
  type ChoiceField,
  type Choosable,
  defaultObjective,
  defaultSave,
  entriesOf,
  experimentKeys,
  experimentNumbers,
  type Field,
  fields,
  groups,
  hyperparametersOf,
  MAX_LAYERS,
  MAX_UNITS,
  type TableName,
  tables,
  targetOf,
  topLevelKeys,
} from './fields.js'
import { fileForms } from './read-dataset.js'
import { MAX_QUESTION, objectives } from './read-experiment.js'
import { MAX_NAME_LENGTH, NAME_PATTERN } from './read-name.js'

/** The schema as the file holds it. */
export function schemaText(): string {
  return `${JSON.stringify(experimentSchema(), null, 2)}\n`
}

type Schema = { readonly [key: string]: unknown }

function experimentSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Experiment of bench',
    description: 'A question about small neural networks, as one fixed configuration and the axes that vary.',
    ...strictMap(Object.fromEntries(topLevelKeys().map(key => [key, topLevel(key)]))),
    required: ['name'],
    definitions: definitions(),
  }
}

/** Each choice once, as it is fixed and as it stands on an axis, where a hyperparameter may have a list of values. */
function definitions(): Readonly<Record<string, Schema>> {
  const made: Record<string, Schema> = {}
  for (const field of Object.values(fields)) {
    if (field.kind !== 'choice') continue
    const { word } = tables[field.table]
    made[`${word}-name`] = namesSchema(field.table)
    made[word] = choiceSchema(field, hyperparameter => hyperparameter)
    made[`${word}-on-axis`] = choiceSchema(field, hyperparameter => ({
      anyOf: [hyperparameter, axisOf(hyperparameter)],
    }))
  }
  return made
}

const reference = (name: string): Schema => ({ $ref: `#/definitions/${name}` })

function topLevel(key: string): Schema {
  const help = experimentKeys[key]
  const write = keySchemas[key]
  if (write !== undefined) return { description: help, ...write() }
  const field = fields[key]
  return field === undefined ? groupSchema(key) : fieldSchema(field)
}

/** The keys that are no part of a configuration. */
const keySchemas: Readonly<Record<string, () => Schema>> = {
  name: () => ({ type: 'string', pattern: NAME_PATTERN, maxLength: MAX_NAME_LENGTH }),
  question: () => ({ type: ['string', 'null'], maxLength: MAX_QUESTION }),
  sweep: () => ({
    ...strictMap(Object.fromEntries(axisPaths().map(path => [path, axisSchema(path)]))),
    type: ['object', 'null'],
  }),
  exclude: () => ({ type: ['array', 'null'], items: ruleSchema() }),
  seeds: () => ({
    anyOf: [
      { type: 'integer', minimum: 1, description: 'how many: 3 is the seeds 0, 1 and 2' },
      {
        type: 'array',
        items: { type: 'integer', minimum: 0, maximum: SEED_MAX },
        minItems: 1,
        uniqueItems: true,
        description: 'which',
      },
    ],
    default: 1,
  }),
  objective: () => ({ enum: objectives(), default: defaultObjective }),
  save: () => ({ enum: saves, default: defaultSave }),
  checkpoint_every: () => experimentNumberSchema('checkpoint_every'),
  retries: () => experimentNumberSchema('retries'),
}

function experimentNumberSchema(key: keyof typeof experimentNumbers): Schema {
  const rule = experimentNumbers[key]
  return { ...numberSchema(rule), default: rule.default }
}

/** `model` and `training`: the fields whose paths begin so. */
function groupSchema(group: string): Schema {
  const inside = Object.entries(fields).filter(([path]) => path.startsWith(`${group}.`))
  const properties = inside.map(([path, field]) => [path.slice(group.length + 1), fieldSchema(field)])
  return {
    description: groups[group],
    ...strictMap(Object.fromEntries(properties)),
    type: ['object', 'null'],
  }
}

function fieldSchema(field: Field): Schema {
  return { description: field.help, ...valueSchema(field, 'fixed'), default: field.default }
}

/** A value of a field. */
function valueSchema(field: Field, where: 'fixed' | 'on an axis'): Schema {
  switch (field.kind) {
    case 'name':
      return namesSchema(field.table)
    case 'dataset':
      return datasetSchema()
    case 'number':
      return numberSchema(field)
    case 'optional-number':
      return { anyOf: [numberSchema(field), { type: 'null' }] }
    case 'boolean':
      return { type: 'boolean' }
    case 'layers':
      return layersSchema
    case 'choice': {
      const { word } = tables[field.table]
      const one = reference(`${word}${where === 'fixed' ? '' : '-on-axis'}`)
      return field.perLayer ? { anyOf: [one, listOf(reference(word))] } : one
    }
  }
}

/** One for each hidden layer. */
function listOf(items: Schema): Schema {
  return { type: 'array', items, minItems: 1, maxItems: MAX_LAYERS }
}

const layersSchema: Schema = {
  type: 'array',
  items: { type: 'integer', minimum: 1, maximum: MAX_UNITS },
  maxItems: MAX_LAYERS,
}

/** A name, or the files of one of the forms. */
function datasetSchema(): Schema {
  const path: Schema = { type: 'string', minLength: 1, description: 'path, relative to this file' }
  const classes: Schema = {
    type: 'array',
    items: { type: ['string', 'number', 'boolean'] },
    minItems: 2,
    maxItems: CLASSES_MAX,
    uniqueItems: true,
    description: 'names of the labels 0, 1, 2, ...',
  }
  const forms = fileForms.map(({ needs, may }) => ({
    title: `own files: ${needs.join(', ')}`,
    ...strictMap({ ...Object.fromEntries([...needs, ...may].map(key => [key, path])), classes }),
    required: needs,
  }))
  return { anyOf: [namesSchema('datasets'), ...forms] }
}

function namesSchema(table: TableName): Schema {
  const entries = Object.entries(entriesOf(table))
  return {
    enum: entries.map(([name]) => name),
    enumDescriptions: entries.map(([, { summary }]) => summary),
  }
}

/** The name of an entry alone, or a map with it and hyperparameters, which `write` puts into the form of the place. */
function choiceSchema({ table }: ChoiceField, write: (value: Schema) => Schema): Schema {
  const maps = Object.entries(entriesOf(table)).map(([name, entry]) => ({
    title: `${tables[table].word} ${name}`,
    description: descriptionOf(entry),
    ...strictMap({
      name: { const: name },
      ...mapValues(entry.hyperparameters ?? {}, value => write(hyperparameterSchema(value))),
    }),
    required: ['name'],
  }))
  return { anyOf: [reference(`${tables[table].word}-name`), ...maps] }
}

function descriptionOf({ summary, formula }: Choosable): string {
  return formula === undefined ? summary : `${summary}. ${formula}`
}

function hyperparameterSchema(definition: Hyperparameter): Schema {
  const value = 'range' in definition ? numberSchema(definition) : { type: 'boolean' }
  return { description: definition.help, ...value, default: definition.default }
}

function numberSchema({ range, integer }: { readonly range: Range; readonly integer?: boolean }): Schema {
  return {
    type: integer === true ? 'integer' : 'number',
    ...(range.above !== undefined && { exclusiveMinimum: range.above }),
    ...(range.from !== undefined && { minimum: range.from }),
    ...(range.below !== undefined && { exclusiveMaximum: range.below }),
    ...(range.to !== undefined && { maximum: range.to }),
  }
}

/** The list of values at a path of sweep. */
function axisSchema(path: string): Schema {
  const target = targetOf(path)!
  if (target.kind === 'field') {
    return { description: target.field.help, ...axisOf(valueSchema(target.field, 'on an axis')) }
  }
  const definition = hyperparametersOf(target.choice.table)[target.hyperparameter]!
  const { default: _, description, ...value } = hyperparameterSchema(definition)
  const whose = `of every ${tables[target.choice.table].word} of the sweep`
  return { description: `${description}, ${whose}`, ...axisOf(value) }
}

function axisOf(value: Schema): Schema {
  return { type: 'array', items: value, minItems: 1 }
}

/** A rule of exclude: a value for each path, and a choice by its name as well. */
function ruleSchema(): Schema {
  const byPath = axisPaths().map(path => {
    const { items, ...rest } = axisSchema(path) as { items: Schema; description: string }
    const field = fields[path]
    return [path, { description: rest.description, ...(field ? valueSchema(field, 'fixed') : items) }]
  })
  const names = Object.entries(fields).flatMap(([path, field]) =>
    field.kind === 'choice' ? [[`${path}.name`, reference(`${tables[field.table].word}-name`)]] : [],
  )
  return { ...strictMap(Object.fromEntries([...byPath, ...names])), minProperties: 1 }
}

function strictMap(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties, additionalProperties: false }
}

function mapValues<V, W>(record: Readonly<Record<string, V>>, change: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
}
