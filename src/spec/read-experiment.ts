// Tree -> draft: walks the keys of an experiment file and reads each value where it stands.
import { metrics } from '../core/metrics.js'
import { SEED_MAX } from '../core/random.js'
import { type Save, saves, splits } from '../domain/trial.js'
import { adviseName } from './advise.js'
import type { Draft, WrittenSeeds } from './draft.js'
import {
  defaultObjective,
  defaultSave,
  defaultSeeds,
  experimentNumbers,
  fields,
  groups,
  topLevelKeys,
} from './fields.js'
import type { MistakeList } from './mistake-list.js'
import { readExclude } from './read-exclude.js'
import { readField } from './read-field.js'
import { asMap, refuseUnknownKeys } from './read-keys.js'
import { readName } from './read-name.js'
import { readNumber } from './read-number.js'
import { readSweep } from './read-sweep.js'
import { describe, isNothing, type MapTree, type Pair, pairOf, quote, type Tree } from './tree.js'
import type { Located, Written } from './written.js'

export function readExperiment(root: MapTree, mistakes: MistakeList): Draft {
  refuseUnknownKeys(root, topLevelKeys(), '', mistakes)
  const value = (key: string) => pairOf(root, key)?.value
  const has = (key: string) => value(key) !== undefined
  return {
    at: root.at,
    name: readName(root, mistakes),
    question: readQuestion(value('question'), mistakes),
    fixed: readFixed(root, mistakes),
    axes: readSweep(value('sweep'), mistakes),
    exclude: readExclude(value('exclude'), mistakes),
    seeds: has('seeds')
      ? readSeeds(value('seeds')!, mistakes)
      : { kind: 'list', at: root.at, seeds: defaultSeeds },
    objective: has('objective')
      ? readObjective(value('objective')!, mistakes)
      : { value: defaultObjective, at: root.at },
    save: has('save') ? readSave(value('save')!, mistakes) : defaultSave,
    checkpointEvery: readExperimentNumber('checkpoint_every', value('checkpoint_every'), mistakes),
    retries: readExperimentNumber('retries', value('retries'), mistakes),
    ownDatasets: {},
  }
}

export const MAX_QUESTION = 500

function readQuestion(tree: Tree | undefined, mistakes: MistakeList): string | null {
  if (tree === undefined || isNothing(tree)) return null
  if (tree.kind !== 'scalar' || typeof tree.value !== 'string') {
    mistakes.add('wrong-type', tree.at, `question is ${describe(tree)}`, {
      why: 'it must be a text',
      fix: 'put the question in quotes',
    })
    return null
  }
  if (tree.value.length > MAX_QUESTION)
    mistakes.add('out-of-range', tree.at, `the question has ${tree.value.length} characters`, {
      why: `it is a heading, of at most ${MAX_QUESTION}`,
    })
  return tree.value.trim()
}

/** Everything outside sweep that belongs to a configuration. */
function readFixed(root: MapTree, mistakes: MistakeList): Map<string, Written | null> {
  const fixed = new Map<string, Written | null>()
  const read = ({ value }: Pair, path: string) =>
    fixed.set(path, readField(value, path, fields[path]!, 'one value', mistakes))
  for (const pair of root.pairs) {
    if (Object.hasOwn(fields, pair.key)) read(pair, pair.key)
    if (!Object.hasOwn(groups, pair.key) || isNothing(pair.value)) continue
    const group = asMap(pair.value, pair.key, mistakes)
    const keys = Object.keys(fields).filter(path => path.startsWith(`${pair.key}.`))
    if (group === null) for (const path of keys) fixed.set(path, null)
    else {
      refuseUnknownKeys(
        group,
        keys.map(path => path.slice(pair.key.length + 1)),
        pair.key,
        mistakes,
      )
      for (const inner of group.pairs) {
        const path = `${pair.key}.${inner.key}`
        if (keys.includes(path)) read(inner, path)
      }
    }
  }
  return fixed
}

function readSeeds(tree: Tree, mistakes: MistakeList): WrittenSeeds | null {
  const { at } = tree
  if (tree.kind !== 'list') {
    const rule = { range: { from: 1, to: SEED_MAX }, integer: true, default: 3 }
    const count = readNumber(tree, 'seeds', rule, mistakes)
    return count && { kind: 'count', at, count: count.value }
  }
  if (tree.items.length === 0)
    mistakes.add('bad-seed', at, 'the list of seeds is empty', {
      why: 'every configuration is trained once with each seed',
      fix: 'write seeds: 1, or remove the line',
    })
  const seeds = new Set<number>()
  for (const item of tree.items) {
    const read = readNumber(item, 'a seed', { range: { from: 0, to: SEED_MAX }, integer: true }, mistakes)
    if (read !== null && seeds.has(read.value))
      mistakes.add('bad-seed', item.at, `the seed ${read.value} is there twice`, {
        why: 'equal seeds give equal trials, which would count as two in a mean',
        fix: 'remove one of them',
      })
    if (read !== null) seeds.add(read.value)
  }
  return { kind: 'list', at, seeds: [...seeds] }
}

/** `validation.accuracy` and its like. */
export function objectives(): readonly string[] {
  return splits.flatMap(split => Object.keys(metrics).map(metric => `${split}.${metric}`))
}

function readObjective(tree: Tree, mistakes: MistakeList): Located<string> | null {
  const allowed = objectives()
  if (tree.kind === 'scalar' && typeof tree.value === 'string') {
    if (allowed.includes(tree.value)) return { value: tree.value, at: tree.at }
    mistakes.add('unknown-objective', tree.at, `the objective ${quote(tree.value)} is not known`, {
      why: `it is a split and a metric: ${allowed.join(', ')}`,
      ...adviseName(tree.value, allowed, 'metrics'),
    })
  } else
    mistakes.add('wrong-type', tree.at, `objective is ${describe(tree)}`, {
      why: `it is a split and a metric: ${allowed.join(', ')}`,
    })
  return null
}

function readExperimentNumber(
  key: keyof typeof experimentNumbers,
  tree: Tree | undefined,
  mistakes: MistakeList,
): number | null {
  const rule = experimentNumbers[key]
  if (tree === undefined) return rule.default
  return readNumber(tree, key, rule, mistakes)?.value ?? null
}

function readSave(tree: Tree, mistakes: MistakeList): Save | null {
  const written = tree.kind === 'scalar' ? tree.value : undefined
  const save = saves.find(name => name === written)
  if (save !== undefined) return save
  const why = `it says whose weights are kept of each trial: ${saves.join(', ')}`
  if (typeof written === 'string')
    mistakes.add('unknown-save', tree.at, `save ${quote(written)} is not known`, {
      why,
      ...adviseName(written, saves),
    })
  else
    mistakes.add('wrong-type', tree.at, `save is ${describe(tree)}`, {
      why,
      fix: written === false || written === null ? 'write save: none' : 'write save: best',
    })
  return null
}
