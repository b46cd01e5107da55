// Has every split that is used examples? The objective needs the split it is measured on.
import { datasets, factsOf } from '../data/datasets.js'
import { heldOut } from '../domain/length.js'
import { datasetLabel } from '../domain/own-files.js'
import { type Draft, plainsOf } from './draft.js'
import { defaultObjective } from './fields.js'
import type { MistakeList } from './mistake-list.js'
import { thousands } from './tree.js'
import type { Located } from './written.js'

export function checkSplits(draft: Draft, mistakes: MistakeList): void {
  checkObjective(draft, mistakes)
  for (const { value: name } of plainsOf(draft, 'dataset')) {
    const { train } = factsOf(String(name), draft.ownDatasets).examples
    for (const { value, at } of plainsOf(draft, 'training.validation')) {
      const out = heldOut(train, Number(value))
      if (value === 0 || (out > 0 && out < train)) continue
      const empty = out === 0 ? 'validation' : 'training'
      mistakes.add(
        'empty-split',
        at,
        `training.validation is ${value}, which leaves no example for ${empty}`,
        {
          why: `${datasetLabel(String(name))} has ${thousands(train)} examples to divide`,
          fix: out === 0 ? 'write 0 to hold out nothing, or a larger share' : 'write a smaller share',
        },
      )
    }
  }
}

function checkObjective(draft: Draft, mistakes: MistakeList): void {
  const split = draft.objective?.value.split('.')[0]
  if (split === 'validation') checkValidationObjective(draft, draft.objective!, mistakes)
  if (split === 'test') checkTestObjective(draft, draft.objective!, mistakes)
}

function checkValidationObjective(
  draft: Draft,
  { value: objective }: Located<string>,
  mistakes: MistakeList,
): void {
  const isDefault = objective === defaultObjective ? ', which is also the default' : ''
  const everyHasTest = plainsOf(draft, 'dataset').every(({ value }) => hasTest(draft, String(value)))
  const instead = objective.replace('validation', everyHasTest ? 'test' : 'train')
  for (const { value, at } of plainsOf(draft, 'training.validation')) {
    if (value !== 0) continue
    mistakes.add('no-validation-split', at, `training.validation is 0, and the objective is ${objective}`, {
      why: `nothing is held out to measure ${objective} on${isDefault}`,
      fix: `hold out a share such as 0.2, or choose another objective, as objective: ${instead}`,
    })
  }
}

function checkTestObjective(
  draft: Draft,
  { value: objective, at }: Located<string>,
  mistakes: MistakeList,
): void {
  const holdsOut = plainsOf(draft, 'training.validation').every(({ value }) => value !== 0)
  const instead = `write ${objective.replace('test', 'validation')}`
  const holdOut = holdsOut ? '' : 'hold some out, as training: { validation: 0.2 }, and '
  const withTest = Object.keys(datasets).filter(dataset => hasTest(draft, dataset))
  for (const { value: name } of plainsOf(draft, 'dataset')) {
    if (hasTest(draft, String(name))) continue
    mistakes.add(
      'no-test-split',
      at,
      `the objective is ${objective}, and ${datasetLabel(String(name))} has no test split`,
      {
        why: 'all its examples are for training and validation',
        fix: `${holdOut}${instead}; or take a dataset with a test split: ${withTest.join(', ')}`,
      },
    )
  }
}

function hasTest({ ownDatasets }: Draft, dataset: string): boolean {
  return factsOf(dataset, ownDatasets).examples.test > 0
}
