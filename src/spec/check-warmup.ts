// Does every warm-up of the learning rate end before the training does? One that does not would never reach the full
// rate, and what was compared would not be the schedules that the file names.
import { sameValue } from '../sweep/expand.js'
import { valuesOfHyperparameter } from './check-constraints.js'
import { axesBelow, choicesOf, type Draft, plainsOf, type WrittenRule } from './draft.js'
import { type Target, targetOf } from './fields.js'
import type { MistakeList } from './mistake-list.js'
import { definitionsOf, type Plain, type WrittenChoice } from './written.js'

const WARMUP = 'warmup_epochs'
const EPOCHS = 'training.epochs'

/** Tries each warm-up with each length of the training: for sweeps that were counted. */
export function checkWarmup(draft: Draft, mistakes: MistakeList): void {
  const lengths = plainsOf(draft, EPOCHS).toSorted((a, b) => Number(a.value) - Number(b.value))
  const below = axesBelow(draft, 'schedule')
  for (const schedule of choicesOf(draft, 'schedule')) {
    if (!Object.hasOwn(definitionsOf(schedule), WARMUP)) continue
    for (const { value: warmup, at: warmupAt } of valuesOfHyperparameter(schedule, WARMUP, below)) {
      const shortest = lengths.find(
        ({ value: epochs }) =>
          Number(warmup) > Number(epochs) &&
          !draft.exclude.some(rule => leavesOut(draft, rule, { schedule, warmup, epochs })),
      )
      if (shortest === undefined || warmupAt === null) continue
      // An override that shortens the training is where the mistake was made.
      const at = shortest.at.source.order > warmupAt.source.order ? shortest.at : warmupAt
      mistakes.add('out-of-range', at, `${WARMUP} is ${warmup}, and ${EPOCHS} is ${shortest.value}`, {
        why: 'the warm-up never ends, so the learning rate never reaches its full value',
        fix: `write a warm-up of at most ${shortest.value}, or train for longer`,
      })
    }
  }
}

/** Values that some configuration may combine. */
interface Combination {
  readonly schedule: WrittenChoice
  readonly warmup: unknown
  readonly epochs: Plain
}

/** Whether a rule leaves out every configuration with this combination. */
function leavesOut(draft: Draft, { pairs }: WrittenRule, { schedule, warmup, epochs }: Combination): boolean {
  return pairs.every(({ path, value }) => {
    if (path === EPOCHS) return value === epochs
    if (path === `schedule.${WARMUP}`) return value === warmup
    const target = targetOf(path)!
    if (target.kind === 'field') return plainsOf(draft, path).every(other => sameValue(other.value, value))
    const choices = target.choicePath === 'schedule' ? [schedule] : choicesOf(draft, target.choicePath)
    return choices.every(choice => alwaysHas(draft, choice, target, value))
  })
}

/** Whether all that a choice stands for agrees with a value of a rule. */
function alwaysHas(
  draft: Draft,
  choice: WrittenChoice,
  { choicePath, hyperparameter }: Extract<Target, { kind: 'hyperparameter' }>,
  value: Plain,
): boolean {
  if (hyperparameter === 'name') return choice.name === value
  if (!Object.hasOwn(definitionsOf(choice), hyperparameter)) return false
  const possible = valuesOfHyperparameter(choice, hyperparameter, axesBelow(draft, choicePath))
  return possible.every(other => other.value === value)
}
