// Can a rule of `exclude` match at all? One that cannot is most likely mistyped, and would leave the user believing
// that something was left out. Axes are independent of each other, so nothing has to be expanded to know.
import { sameValue } from '../sweep/expand.js'
import { choicesOf, type Draft, isKnown, plainsOf, type WrittenPair } from './draft.js'
import { targetOf } from './fields.js'
import type { MistakeList } from './mistake-list.js'
import { definitionsOf, type Located, type Plain, type WrittenChoice } from './written.js'

export function checkExclude(draft: Draft, mistakes: MistakeList): void {
  for (const { at, pairs } of draft.exclude) {
    const impossible = pairs.filter(pair => !canMatch(draft, [pair]))
    for (const pair of impossible) addNeverMatches(pair, mistakes)
    if (impossible.length === 0 && !canMatch(draft, pairs))
      mistakes.add('exclude-never-matches', at, 'no configuration agrees with all of this rule', {
        why: 'each value occurs, but not together in one entry of the sweep',
        fix: 'correct the rule, or remove it',
      })
  }
}

function addNeverMatches({ pathWritten, value, at }: WrittenPair, mistakes: MistakeList): void {
  const written = Array.isArray(value) ? at.source.text.slice(at.start, at.end) : JSON.stringify(value)
  mistakes.add('exclude-never-matches', at, `no configuration has ${pathWritten} ${written}`, {
    why: 'the value is neither on an axis of the sweep nor fixed, so the rule leaves nothing out',
    fix: 'correct the value, or remove the rule',
  })
}

/** Whether some configuration agrees with all pairs. Where a value could not be read, nothing is held against them. */
function canMatch(draft: Draft, pairs: readonly WrittenPair[]): boolean {
  const pathsOfFields = new Set(pairs.map(({ path }) => fieldOf(path)))
  return [...pathsOfFields].every(fieldPath => {
    const group = pairs.filter(({ path }) => fieldOf(path) === fieldPath)
    const onAxes = group.filter(({ path }) => path === fieldPath || draft.axes.has(path))
    const onChoice = group.filter(pair => !onAxes.includes(pair))
    return (
      onAxes.every(({ path, value }) => !isKnown(draft, path) || occurs(value, plainsOf(draft, path))) &&
      (onChoice.length === 0 || !isKnown(draft, fieldPath) || someAgrees(draft, fieldPath, onChoice))
    )
  })
}

/** The path of the field that a pair is about: of the choice, for one of its hyperparameters. */
function fieldOf(path: string): string {
  const target = targetOf(path)!
  return target.kind === 'hyperparameter' ? target.choicePath : path
}

function occurs(value: Plain, values: readonly Located<Plain>[]): boolean {
  return values.some(candidate => sameValue(candidate.value, value))
}

/** Whether one value of the choice agrees with all pairs at once. */
function someAgrees(draft: Draft, choicePath: string, pairs: readonly WrittenPair[]): boolean {
  return choicesOf(draft, choicePath).some(choice =>
    pairs.every(({ path, value }) => agrees(choice, path.slice(choicePath.length + 1), value)),
  )
}

function agrees(choice: WrittenChoice, hyperparameter: string, value: Plain): boolean {
  if (hyperparameter === 'name') return choice.name === value
  const given = choice.given.get(hyperparameter)
  if (given !== undefined) return given.values.some(candidate => candidate.value === value)
  return definitionsOf(choice)[hyperparameter]?.default === value
}
