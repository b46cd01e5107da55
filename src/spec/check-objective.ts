// Does the objective rank by one measure? Losses of different definitions are numbers of different things: the lower one need
// not be the better network.
import type { Draft } from './draft.js'
import type { MistakeList } from './mistake-list.js'
import { isLeftOut, possibleValues } from './possible.js'

/** The fields that say what the loss of an example is. What else is trained by, such as L2, is no part of what is measured. */
const DEFINING = ['loss', 'training.label_smoothing'] as const

/** Tries as many combinations as there may be trials: for sweeps that were counted. */
export function checkObjective(draft: Draft, mistakes: MistakeList): void {
  const { objective } = draft
  if (objective === null || !objective.value.endsWith('.loss')) return
  const [names, shares] = DEFINING.map(path => possibleValues(draft, path).map(({ value }) => value))
  const pairs = names!.flatMap(name => shares!.map(share => [name, share] as const))
  const left = pairs.filter(
    pair => !isLeftOut(draft, new Map<string, unknown>(DEFINING.map((path, i) => [path, pair[i]]))),
  )
  const differing = DEFINING.flatMap((path, i) => {
    const values = new Set(left.map(pair => pair[i]))
    return values.size > 1 ? [`${path} is ${[...values].join(', ')}`] : []
  })
  if (differing.length === 0) return
  mistakes.add(
    'objective-not-comparable',
    objective.at,
    `the objective is ${objective.value}, and ${differing.join('; ')}`,
    {
      why: 'these are different measures, so that the lower loss is not the better network',
      fix: `take objective: ${objective.value.replace('.loss', '.accuracy')}, which means the same for all of them`,
    },
  )
}
