// By which metric runs are compared: the objective that they share, or what --metric asks for.
import { type MetricName, metrics } from '../core/metrics.js'
import { type MistakeCode, UserError } from '../domain/errors.js'
import { type Objective, splits } from '../domain/trial.js'
import { adviseName } from '../spec/advise.js'
import { objectiveValue } from '../statistics/ranking.js'
import type { NamedRun } from './compare-runs.js'

/** Throws a UserError where the runs have different objectives, have not measured the metric, or mean different things by it. */
export function compareObjective(runs: readonly NamedRun[], metric: string | undefined): Objective {
  const objective = metric === undefined ? sharedObjective(runs) : objectiveNamed(metric)
  checkMeasured(runs, objective)
  checkLosses(runs, objective)
  return objective
}

const objectives: readonly Objective[] = splits.flatMap(split =>
  (Object.keys(metrics) as MetricName[]).map(metric => ({
    split,
    metric,
    direction: metrics[metric].direction,
  })),
)

function nameOf({ split, metric }: Objective): string {
  return `${split}.${metric}`
}

function objectiveNamed(written: string): Objective {
  const found = objectives.find(objective => nameOf(objective) === written)
  if (found !== undefined) return found
  const names = objectives.map(nameOf)
  throw mistake('unknown-objective', `"${written}" is no metric`, {
    why: `it must be one of ${names.join(', ')}`,
    ...adviseName(written, names),
  })
}

function sharedObjective(runs: readonly NamedRun[]): Objective {
  const own = runs.map(({ run }) => run.manifest.experiment.objective)
  const [first] = own
  if (own.every(objective => nameOf(objective) === nameOf(first!))) return first!
  throw mistake('runs-not-comparable', 'the runs have different objectives', {
    why: runs.map(({ name }, i) => `${name}: ${nameOf(own[i]!)}`).join('\n'),
    fix: adviseMetric(runs),
  })
}

function checkMeasured(runs: readonly NamedRun[], objective: Objective): void {
  const lacking = runs.filter(({ run }) => {
    const completed = run.trials.filter(({ outcome }) => outcome.status === 'completed')
    return (
      completed.length > 0 &&
      completed.every(({ outcome }) => objectiveValue(objective, outcome.last) === null)
    )
  })
  if (lacking.length === 0) return
  throw mistake('no-such-split', `no trial of ${lacking[0]!.name} has a ${nameOf(objective)}`, {
    why: `there was no ${objective.split} split to measure it on, or what was measured is not finite`,
    fix: adviseMetric(runs),
  })
}

/** A loss is another measure where another loss was trained by, or labels were smoothed. */
function checkLosses(runs: readonly NamedRun[], objective: Objective): void {
  if (objective.metric !== 'loss') return
  const configurations = runs.flatMap(({ run }) => Object.values(run.manifest.configurations))
  const differing = (
    [
      ['loss', configurations.map(({ loss }) => loss)],
      ['label_smoothing', configurations.map(({ training }) => training.label_smoothing)],
    ] as const
  ).flatMap(([name, values]) => {
    const different = [...new Set<unknown>(values)]
    return different.length > 1 ? [`${name} is ${different.join(', ')}`] : []
  })
  if (differing.length === 0) return
  throw mistake(
    'objective-not-comparable',
    `the metric is ${nameOf(objective)}, and ${differing.join('; ')}`,
    {
      why: 'these are different measures, so that the lower loss is not the better network',
      fix: `take --metric ${objective.split}.accuracy, which means the same for all of them`,
    },
  )
}

/** What every run has measured. */
function adviseMetric(runs: readonly NamedRun[]): string {
  const measured = objectives.filter(objective =>
    runs.every(({ run }) =>
      run.trials.some(({ outcome }) => objectiveValue(objective, outcome.last) !== null),
    ),
  )
  return measured.length > 0
    ? `choose what all of them have measured: --metric ${measured.map(nameOf).join(', ')}`
    : 'they have measured nothing in common'
}

function mistake(code: MistakeCode, what: string, rest: { readonly why: string; readonly fix?: string }) {
  return new UserError([{ code, what, ...rest }])
}
