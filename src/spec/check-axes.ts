// Do the axes of single hyperparameters fit the choices that they change?
import { candidatesOf, choicesOf, type Draft, type WrittenAxis } from './draft.js'
import { ownersOf, type Target, tables, targetOf } from './fields.js'
import type { MistakeList } from './mistake-list.js'
import { addUnknownHyperparameter } from './read-field.js'
import { definitionsOf, type WrittenChoice } from './written.js'

/** An axis such as optimizer.momentum is for every optimizer of the sweep, and none may have said it already. */
export function checkHyperparameterAxes(draft: Draft, mistakes: MistakeList): void {
  for (const [path, axis] of draft.axes) {
    const target = targetOf(path)
    if (target?.kind !== 'hyperparameter') continue
    const { choicePath, choice, hyperparameter } = target
    const choices = choicesOf(draft, choicePath)
    if (candidatesOf(draft, choicePath).some(({ kind }) => kind === 'per-layer'))
      mistakes.add(
        'axis-conflict',
        axis.keyAt,
        `the axis ${path} meets a list with one entry for each layer`,
        {
          why: 'it could be for one of the layers or for all',
          fix: `write a list for each value, as ${choicePath}: [[...], [...]] under sweep`,
        },
      )
    const without = choices.filter(written => !Object.hasOwn(definitionsOf(written), hyperparameter))
    if (without.length > 0) addInapplicableAxis(target, axis, choices, without, mistakes)
    if (!draft.axes.has(choicePath)) continue
    for (const written of choices) {
      const given = written.given.get(hyperparameter)
      if (given === undefined) continue
      mistakes.add('axis-conflict', given.keyAt, `${hyperparameter} of ${written.name} is set twice`, {
        why: `${path} sets it for every ${tables[choice.table].word} of the sweep`,
        fix: `remove it here, or write it into each entry of ${choicePath} and remove ${path}`,
      })
    }
  }
}

function addInapplicableAxis(
  { path, choicePath, choice, hyperparameter }: Extract<Target, { kind: 'hyperparameter' }>,
  { keyAt }: WrittenAxis,
  choices: readonly WrittenChoice[],
  without: readonly WrittenChoice[],
  mistakes: MistakeList,
): void {
  const { word } = tables[choice.table]
  const [first, ...others] = new Set(without.map(({ name }) => name))
  const withIt = choices.find(written => !without.includes(written))
  if (withIt === undefined && others.length === 0) {
    addUnknownHyperparameter(hyperparameter, keyAt, first!, choice, mistakes)
    return
  }
  const names = [first, ...others].join(', ')
  const fix =
    withIt === undefined
      ? `bench explain ${choice.table}`
      : `write it into the entry that has it, as ${choicePath}: [{ name: ${withIt.name}, ${hyperparameter}: [...] }, ...]`
  const what = `the axis ${path} is for every ${word} of the sweep, and ${names} has no "${hyperparameter}"`
  const why = `${hyperparameter} belongs to ${ownersOf(choice.table, hyperparameter).join(', ')}`
  mistakes.add('unknown-hyperparameter', keyAt, what, { why, fix })
}
