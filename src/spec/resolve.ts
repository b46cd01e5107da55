// Draft -> experiment: defaults filled in, lists inside choices unfolded. Runs only on a draft without mistakes.
import { type MetricName, metrics } from '../core/metrics.js'
import type { Configuration, Experiment, Objective, Split } from '../domain/trial.js'
import type { Draft, WrittenSeeds } from './draft.js'
import { fields } from './fields.js'
import { valuesOf, writtenDefault } from './written.js'

export function resolve(draft: Draft): Experiment {
  return {
    name: draft.name!,
    question: draft.question,
    fixed: resolveFixed(draft),
    axes: [...draft.axes].map(([path, { values }]) => ({ path, values: values.flatMap(valuesOf) })),
    exclude: draft.exclude.map(({ pairs }) =>
      Object.fromEntries(pairs.map(({ path, value }) => [path, value])),
    ),
    seeds: resolveSeeds(draft.seeds!),
    objective: resolveObjective(draft.objective!.value),
    save: draft.save!,
    checkpointEvery: draft.checkpointEvery!,
    retries: draft.retries!,
    ...(Object.keys(draft.ownDatasets).length > 0 && { ownDatasets: draft.ownDatasets }),
  }
}

/** One value for each path of the table of fields. The cast is sound because the table and the type list the same paths (tested). */
function resolveFixed({ fixed, at }: Draft): Configuration {
  const configuration: Record<string, unknown> = {}
  for (const [path, field] of Object.entries(fields)) {
    const [value] = valuesOf(fixed.get(path) ?? writtenDefault(field, at))
    const [first, second] = path.split('.') as [string, string?]
    if (second === undefined) configuration[first] = value
    else configuration[first] = { ...(configuration[first] as object | undefined), [second]: value }
  }
  return configuration as unknown as Configuration
}

function resolveSeeds(written: WrittenSeeds): readonly number[] {
  return written.kind === 'list' ? written.seeds : Array.from({ length: written.count }, (_, seed) => seed)
}

function resolveObjective(text: string): Objective {
  const [split, metric] = text.split('.') as [Split, MetricName]
  return { split, metric, direction: metrics[metric].direction }
}
