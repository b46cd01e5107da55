// The text of an experiment file -> a validated experiment, or every mistake in it at once.
import type { Experiment } from '../domain/trial.js'
import { hasTrials } from '../sweep/expand.js'
import { adviseColon } from './advise.js'
import { check } from './check.js'
import type { Draft } from './draft.js'
import { MistakeList } from './mistake-list.js'
import { applyOverrides } from './overrides.js'
import { type OwnReadings, ownDatasetsOf, withOwnDatasets } from './own-datasets.js'
import { parseTree } from './parse-tree.js'
import { readExperiment } from './read-experiment.js'
import { resolve } from './resolve.js'
import { Source } from './source.js'
import { describe, isNothing, type MapTree } from './tree.js'

export interface LoadOptions {
  /** How the file is called in messages. */
  readonly file: string
  /** `path=value`, as given with --set; later ones win. */
  readonly overrides?: readonly string[]
  /** A count or numbers with commas, as given with --seeds; wins over everything. */
  readonly seeds?: string
  /** What was found in the user's own files, where the experiment names some: load-with-data.ts reads them. */
  readonly readings?: OwnReadings
}

/** Throws UserError with all mistakes of the file and of the overrides, in the order in which they stand. */
export function loadExperiment(text: string, options: LoadOptions): Experiment {
  const mistakes = new MistakeList()
  const written = draftOf(text, options, mistakes)
  if (written === null) return mistakes.throw()
  const draft = withOwnDatasets(written, options.readings ?? new Map(), mistakes)
  check(draft, (options.overrides ?? []).length > 0, mistakes)
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

/** The texts of the user's own files that the experiment may use; mistakes are for loadExperiment to report. */
export function ownDatasetsIn(text: string, options: LoadOptions): readonly string[] {
  const draft = draftOf(text, options, new MistakeList())
  return draft === null ? [] : ownDatasetsOf(draft)
}

/** What is written; null after a mistake that leaves nothing to look at. */
function draftOf(
  text: string,
  { file, overrides = [], seeds }: LoadOptions,
  mistakes: MistakeList,
): Draft | null {
  const written = readMap(new Source(file, text), mistakes)
  return written && readExperiment(applyOverrides(written, { overrides, seeds }, mistakes), mistakes)
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
