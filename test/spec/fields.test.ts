import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isInRange } from '../../src/core/choice.js'
import { defaults } from '../../src/domain/defaults.js'
import { suggest } from '../../src/domain/near-word.js'
import {
  axisPaths,
  defaultObjective,
  defaultSave,
  entriesOf,
  experimentNumbers,
  fields,
  tables,
  targetOf,
  topLevelKeys,
} from '../../src/spec/fields.js'
import { loadExperiment } from '../../src/spec/load.js'
import { valueAt } from '../../src/sweep/paths.js'

const { fixed } = loadExperiment('name: a', { file: 'x.yaml' })

describe('the table of fields', () => {
  test('lists exactly the paths of a configuration', () => {
    const paths = Object.entries(fixed).flatMap(([key, value]) =>
      key === 'model' || key === 'training' ? Object.keys(value).map(inner => `${key}.${inner}`) : [key],
    )
    expect(Object.keys(fields).sort()).toEqual(paths.sort())
    expect(Object.keys(defaults).sort()).toEqual(paths)
  })

  test('has defaults that are in range, or entries of their table', () => {
    for (const [path, field] of Object.entries(fields)) {
      expect(valueAt(fixed, path), path).toBeDefined()
      if (field.kind === 'number') expect(isInRange(field.default, field.range), path).toBe(true)
      if ('example' in field) expect(isInRange(field.example, field.range), path).toBe(true)
      if ('table' in field) expect(Object.keys(entriesOf(field.table)), path).toContain(field.default)
    }
  })

  test('gives every path of an axis a target, and a path of a group or beyond a leaf none', () => {
    for (const path of axisPaths()) expect(targetOf(path), path).not.toBeNull()
    for (const path of [
      'model',
      'training',
      'model.hidden.0',
      'optimizer.foo',
      'constructor',
      '',
      'optimizer.name.x',
    ])
      expect(targetOf(path), path).toBeNull()
  })

  test('names the keys of a file in the order of the manual', () => {
    expect(topLevelKeys().join(' ')).toBe(
      'name question dataset model loss optimizer schedule gradient training sweep exclude seeds objective save checkpoint_every retries',
    )
  })
})

test('hyperparameters of one name have one definition in all entries of a table, so that an axis can be read', () => {
  for (const { entries } of Object.values(tables)) {
    const kinds = new Map<string, string>()
    for (const entry of Object.values(entries)) {
      for (const [name, h] of Object.entries('hyperparameters' in entry ? entry.hyperparameters : {})) {
        const { default: _, help: __, ...kind } = h as { default: unknown; help: unknown }
        const text = JSON.stringify(kind)
        expect(kinds.get(name) ?? text, name).toBe(text)
        kinds.set(name, text)
      }
    }
  }
})

describe('did you mean', () => {
  const names = ['sgd', 'adam', 'adamw', 'rmsprop']
  test.each([
    ['adm', 'adam'],
    ['ADAM', 'adam'],
    ['sdg', 'sgd'],
    ['rms_prop', 'rmsprop'],
    ['foo', null],
    ['', null],
    ['constructor', null],
    ['x'.repeat(10_000), null],
  ])('of %j is %j', (written, meant) => {
    expect(suggest(written, names)).toBe(meant)
  })

  test('knows what other libraries say, where that is allowed', () => {
    expect(suggest('lr', ['learning_rate', 'l2'])).toBe('learning_rate')
    expect(suggest('lr', ['optimizer.learning_rate'])).toBe('optimizer.learning_rate')
    expect(suggest('optimizer.lr', ['training.epochs', 'optimizer.learning_rate'])).toBe(
      'optimizer.learning_rate',
    )
    expect(suggest('training.lr', ['optimizer.learning_rate'])).toBe('optimizer.learning_rate')
    expect(suggest('kaiming_uniform', ['he-uniform', 'he-normal'])).toBe('he-uniform')
  })
})

describe('the table of keys in the README', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const rows = new Map(
    [...readme.matchAll(/^\| `(\w+)` \|(.*)\|(.*)\|$/gm)].map(([, key, usual, what]) => [
      key!,
      { usual: usual!.trim(), what: what!.trim() },
    ]),
  )

  test('has every key of the file, in the order of the others', () => {
    expect([...rows.keys()]).toEqual(topLevelKeys())
  })

  test('names every field in the row of its key, and the defaults', () => {
    for (const [path, field] of Object.entries(fields)) {
      const [key, inner = ''] = path.split('.')
      const { usual, what } = rows.get(key!)!
      expect(`${usual} ${what}`, path).toMatch(new RegExp(`\\b${inner}\\b`))
      // Of a group, what it is without saying anything; of a key alone, its value.
      const shown = inner === '' ? `\`${field.default}\`` : `${inner}: ${inYaml(field.default)}`
      if (inner === '' || usual.includes(`${inner}:`)) expect(usual, path).toContain(shown)
    }
    for (const [key, { default: usual }] of Object.entries(experimentNumbers))
      expect(rows.get(key)!.usual, key).toBe(`\`${usual}\``)
    expect(rows.get('objective')!.usual).toBe(`\`${defaultObjective}\``)
    expect(rows.get('save')!.usual).toBe(`\`${defaultSave}\``)
  })
})

function inYaml(value: unknown): string {
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value)
}
