// Trials with numerical gradients: what they would take, and a refusal where that is far too much.
import { factsOf } from '../data/datasets.js'
import { UserError } from '../domain/errors.js'
import type { Plan, Trial } from '../domain/trial.js'
import { formatCount, formatDuration, plural } from '../report/numbers.js'
import { type NumericalCost, numericalCost, referenceRate } from '../trainer/numerical-cost.js'

/** Of one trial that `bench run` begins unasked, in multiplications: some ten minutes of the reference, on one core. */
const WORK_MAX = 1e11

/** Measures once, when it is first asked: what is said of one plan is said by one measure. */
export function measuringOnce(): () => number {
  let rate: number | null = null
  return () => (rate ??= measuredRate())
}

function measuredRate(): number {
  return referenceRate(() => performance.now())
}

/** One line for each cost among the trials with numerical gradients, the largest first; nothing where there are none. */
export function slowGradientLines(plan: Plan, rateOf: () => number): readonly string[] {
  const costs = costsOf(plan)
  if (costs.length === 0) return []
  const rate = rateOf()
  return costs.map(({ cost, trials }) => `${sentence(cost, rate)}, for each of ${plural(trials, 'trial')}`)
}

/** Throws a UserError when a trial would take far too long. */
export function refuseSlowGradients(plan: Plan): void {
  const [largest] = costsOf(plan)
  if (largest === undefined || largest.cost.work <= WORK_MAX) return
  throw new UserError([
    {
      code: 'gradient-too-slow',
      what: `gradient: numerical would take too long: ${sentence(largest.cost, measuredRate())}`,
      why: 'the central difference goes forward twice for every parameter, in every step, on the reference',
      fix:
        'take gradient: backpropagation, whose gradient is the same (bench gradcheck shows it); ' +
        'or a smaller network, fewer steps, smaller batches; or --force',
    },
  ])
}

/** `39,760 parameters, 79,520 forward passes a step, about 365 days`. */
function sentence({ parameters, forwardPassesPerStep, work }: NumericalCost, rate: number): string {
  return (
    `${formatCount(parameters)} parameters, ${formatCount(forwardPassesPerStep)} forward passes a step, ` +
    `about ${formatDuration(work / rate)}`
  )
}

interface CostOfTrials {
  readonly cost: NumericalCost
  readonly trials: number
}

function costsOf({ trials, experiment }: Plan): readonly CostOfTrials[] {
  const byConfiguration = new Map<string, Trial[]>()
  for (const trial of trials) {
    if (trial.configuration.gradient !== 'numerical') continue
    byConfiguration.set(trial.configId, [...(byConfiguration.get(trial.configId) ?? []), trial])
  }
  const costs = [...byConfiguration.values()].map(([trial, ...others]) => {
    const { configuration } = trial!
    const facts = factsOf(configuration.dataset, experiment.ownDatasets)
    return { cost: numericalCost(configuration, facts), trials: 1 + others.length }
  })
  const different = new Map<string, CostOfTrials>()
  for (const { cost, trials: count } of costs) {
    const key = JSON.stringify(cost)
    different.set(key, { cost, trials: count + (different.get(key)?.trials ?? 0) })
  }
  return [...different.values()].sort((a, b) => b.cost.work - a.cost.work)
}
