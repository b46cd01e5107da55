// The text of an experiment file -> a validated experiment, or every mistake in it at once.
import type { Experiment } from '../domain/trial.js'
import { hasTrials } from '../sweep/expand.js'
import { check } from './check.js'
import { MistakeList } from './mistake-list.js'
import { applyOverrides } from './overrides.js'
import { parseTree } from './parse-tree.js'
import { readExperiment } from './read-experiment.js'
import { resolve } from './resolve.js'
import { Source } from './source.js'
import { adviseColon } from './suggest.js'
import { describe, isNothing, type MapTree } from './tree.js'

export interface LoadOptions {
  /** How the file is called in messages. */
  readonly file: string
  /** `path=value`, as given with --set; later ones win. */
  readonly overrides?: readonly string[]
  /** A count or numbers with commas, as given with --seeds; wins over everything. */
  readonly seeds?: string
}

/** Throws UserError with all mistakes of the file and of the overrides, in the order in which they stand. */
export function loadExperiment(text: string, { file, overrides = [], seeds }: LoadOptions): Experiment {
  const mistakes = new MistakeList()
  const written = readMap(new Source(file, text), mistakes)
  if (written === null) return mistakes.throw()
  const root = applyOverrides(written, { overrides, seeds }, mistakes)
  const draft = readExperiment(root, mistakes)
  check(draft, overrides.length > 0, mistakes)
  if (mistakes.size > 0) mistakes.throw()
  const experiment = resolve(draft)
  if (!hasTrials(experiment)) {
    mistakes.add('everything-excluded', draft.exclude[0]!.at, 'the rules of exclude leave no configuration', {
      why: 'every combination of the axes agrees with one of them',
      fix: 'remove a rule, or make one narrower',
    })
    mistakes.throw()
  }
  return experiment
}

/** The map that a file is; null after a mistake. */
function readMap(source: Source, mistakes: MistakeList): MapTree | null {
  const tree = parseTree(source, mistakes)
  if (tree === null || tree.kind === 'map') return tree
  mistakes.add(
    'not-an-experiment',
    tree.at,
    isNothing(tree) ? 'the file is empty' : `the file is ${describe(tree)}`,
    {
      why: 'an experiment is a map of keys such as name, dataset and sweep',
      fix: 'begin with a line such as name: width-or-activation; experiments/quickstart.yaml is an example',
      ...(tree.kind === 'scalar' ? adviseColon(String(tree.value)) : {}),
    },
  )
  return null
}
