// Has every split that is used examples? The objective needs the split it is measured on.
import { type DatasetName, datasets } from '../data/datasets.js'
import { type Draft, plainsOf } from './draft.js'
import { defaultObjective } from './fields.js'
import type { MistakeList } from './mistake-list.js'
import { thousands } from './tree.js'

export function checkSplits(draft: Draft, mistakes: MistakeList): void {
  checkObjective(draft, mistakes)
  for (const { value: name } of plainsOf(draft, 'dataset')) {
    const { train } = datasets[name as DatasetName].examples
    for (const { value, at } of plainsOf(draft, 'training.validation')) {
      const heldOut = Math.round(train * Number(value)) // as data/split.ts divides
      if (value === 0 || (heldOut > 0 && heldOut < train)) continue
      const empty = heldOut === 0 ? 'validation' : 'training'
      mistakes.add(
        'empty-split',
        at,
        `training.validation is ${value}, which leaves no example for ${empty}`,
        {
          why: `${name} has ${thousands(train)} examples to divide`,
          fix: heldOut === 0 ? 'write 0 to hold out nothing, or a larger share' : 'write a smaller share',
        },
      )
    }
  }
}

function checkObjective(draft: Draft, mistakes: MistakeList): void {
  if (draft.objective === null) return
  const { value: objective, at } = draft.objective
  if (objective.startsWith('validation.')) {
    const isDefault = objective === defaultObjective ? ', which is also the default' : ''
    for (const share of plainsOf(draft, 'training.validation').filter(({ value }) => value === 0))
      mistakes.add(
        'no-validation-split',
        share.at,
        `training.validation is 0, and the objective is ${objective}`,
        {
          why: `nothing is held out to measure ${objective} on${isDefault}`,
          fix: 'hold out a share such as 0.2, or choose another objective, as objective: test.accuracy',
        },
      )
  }
  if (objective.startsWith('test.')) {
    for (const { value: name } of plainsOf(draft, 'dataset')) {
      if (datasets[name as DatasetName].examples.test > 0) continue
      const others = `${objective.replace('test', 'validation')}, or take a dataset with a test split`
      mistakes.add('no-test-split', at, `the objective is ${objective}, and ${name} has no test split`, {
        why: 'all its examples are for training and validation',
        fix: `write ${others}: ${datasetsWithTest().join(', ')}`,
      })
    }
  }
}

function datasetsWithTest(): readonly string[] {
  return Object.entries(datasets)
    .filter(([, { examples }]) => examples.test > 0)
    .map(([name]) => name)
}
