// The trials of several runs taken together, as if one run had made them; or kept apart, where the runs themselves are compared.
import { type MetricName, metrics } from '../core/metrics.js'
import { type MistakeCode, UserError } from '../domain/errors.js'
import { type Configuration, type Objective, splits } from '../domain/trial.js'
import { type RankedConfiguration, rankConfigurations, type TrialResult } from '../statistics/ranking.js'
import { resultsOf, type StoredRun } from '../store/read-run.js'
import { identityOf } from '../sweep/identity.js'
import type { NamedRun } from './compare-runs.js'

export interface Pool {
  readonly ranking: readonly RankedConfiguration[]
  /** In the order of the plans. */
  readonly configurations: readonly Configuration[]
  readonly seeds: readonly number[]
  /** How many trials were in several runs. */
  readonly repeated: number
  /** Where runs are kept apart, the run of each configuration. */
  readonly runOf: ReadonlyMap<Configuration, string>
}

/** Throws a UserError where the runs cannot be one: their data differ, or their results of the same trial. */
export function poolRuns(runs: readonly NamedRun[], objective: Objective): Pool {
  checkData(runs)
  const results = new Map<string, Found>()
  let repeated = 0
  for (const run of runs) {
    for (const result of resultsOf(run.run)) {
      const key = `${result.trial.configId} ${result.trial.seed}`
      const known = results.get(key)
      if (known !== undefined) repeated++
      results.set(key, known === undefined ? { run, result } : merged(known, { run, result }))
    }
  }
  // An index for each trial of the pool: those of the plans count from 0 in every run.
  const trials = [...results.values()].map(({ result: { trial, outcome } }, index) => ({
    trial: { ...trial, index },
    outcome,
  }))
  return {
    ranking: rankConfigurations(trials, objective),
    configurations: [...new Map(trials.map(({ trial }) => [trial.configId, trial.configuration])).values()],
    seeds: [...new Set(trials.map(({ trial }) => trial.seed))],
    repeated,
    runOf: new Map(),
  }
}

/** Each run with its own configurations and trials. */
export function keepApart(runs: readonly NamedRun[], objective: Objective): Pool {
  const results = runs.map(({ run }) => resultsOf(run))
  const configurations = runs.map(({ run }) => Object.values(run.manifest.configurations))
  return {
    ranking: results.flatMap(trials => rankConfigurations(trials, objective)),
    configurations: configurations.flat(),
    seeds: [...new Set(results.flat().map(({ trial }) => trial.seed))],
    repeated: 0,
    runOf: new Map(runs.flatMap(({ name }, i) => configurations[i]!.map(c => [c, name] as const))),
  }
}

interface Found {
  readonly run: NamedRun
  readonly result: TrialResult
}

/** What the training itself has brought about; anything else that became of a trial says nothing of another try. */
const findings: ReadonlySet<string> = new Set(['completed', 'diverged'])

function merged(known: Found, other: Found): Found {
  const isFinding = ({ result: { outcome } }: Found) => outcome !== null && findings.has(outcome.status)
  if (!isFinding(other)) return known.result.outcome === null ? other : known
  if (!isFinding(known)) return other
  const [one, another] = [numbersOf(known), numbersOf(other)]
  const different = Object.keys(one).find(name => one[name] !== another[name])
  if (different === undefined) return known
  throw contradiction(different, [known, other])
}

/** What a trial has come to, every number that was measured of it in the end. */
function numbersOf({ result: { outcome } }: Found): Readonly<Record<string, unknown>> {
  const last = outcome?.status === 'completed' ? outcome.last : null
  return {
    status: outcome?.status,
    ...Object.fromEntries(
      splits.flatMap(split =>
        (Object.keys(metrics) as MetricName[]).map(metric => [`${split}.${metric}`, last?.[split]?.[metric]]),
      ),
    ),
  }
}

function contradiction(different: string, found: readonly [Found, Found]): UserError {
  const { configuration, seed } = found[0].result.trial
  const trialId = identityOf(configuration).trialId(seed)
  const lines = found.map(one => {
    const { bench, arithmetic } = one.run.run.manifest.versions
    const value = numbersOf(one)[different] ?? 'none'
    return `${one.run.name}: ${different} ${value} (bench ${bench}, arithmetic ${arithmetic})`
  })
  return mistake(
    'runs-contradict',
    `two runs have different results of trial ${trialId}`,
    lines.join('\n'),
    `${found[1].run.verify(trialId)} trains it again; --by run compares the runs as they are`,
  )
}

/** Data of one name that are not the same bytes would be compared as if they were. */
function checkData(runs: readonly NamedRun[]): void {
  const different = differentData(runs.map(({ run }) => run))
  if (different.length === 0) return
  throw mistake(
    'runs-not-comparable',
    `the runs were trained on different data of the name ${different.join(', ')}`,
    'the checksums in their manifests differ',
    '--by run compares the runs as they are',
  )
}

/** The names of datasets that do not have the same checksums in all runs that have them. */
export function differentData(runs: readonly StoredRun[]): readonly string[] {
  const checksums = new Map<string, Set<string>>()
  for (const { name, sha256 } of runs.flatMap(({ manifest }) => manifest.datasets)) {
    const known = checksums.get(name) ?? new Set<string>()
    checksums.set(name, known.add(JSON.stringify(Object.entries(sha256).sort())))
  }
  return [...checksums].flatMap(([name, found]) => (found.size > 1 ? [name] : []))
}

function mistake(code: MistakeCode, what: string, why: string, fix: string): UserError {
  return new UserError([{ code, what, why, fix }])
}
