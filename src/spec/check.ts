// What the values of an experiment mean together. Each check looks at what could be read, and adds its mistakes.
import { checkHyperparameterAxes } from './check-axes.js'
import { checkConstraints } from './check-constraints.js'
import { checkExclude } from './check-exclude.js'
import { checkObjective } from './check-objective.js'
import { checkRules } from './check-rules.js'
import { checkCount, checkNetworkSize } from './check-size.js'
import { checkSplits } from './check-splits.js'
import type { Draft } from './draft.js'
import type { MistakeList } from './mistake-list.js'

/** isOverridden: an override may take away what a rule of exclude is about, which is no mistake of the file. */
export function check(draft: Draft, isOverridden: boolean, mistakes: MistakeList): void {
  checkHyperparameterAxes(draft, mistakes)
  checkNetworkSize(draft, mistakes)
  checkSplits(draft, mistakes)
  if (!isOverridden) checkExclude(draft, mistakes)
  if (!checkCount(draft, mistakes)) return
  checkConstraints(draft, mistakes)
  checkRules(draft, mistakes)
  checkObjective(draft, mistakes)
}
