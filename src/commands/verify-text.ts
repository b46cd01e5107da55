// What `bench verify` says: who made the run and who trains it again, a line a trial, and the sum of them.
import { varyingColumns } from '../domain/configuration-columns.js'
import { formatCell, formatCount, plural } from '../report/numbers.js'
import { printable } from '../report/printable.js'
import type { StoredRun, StoredTrial } from '../store/read-run.js'
import type { Here } from './here.js'
import { factLines } from './show-run.js'
import { isRepeatable } from './verify-sample.js'
import type { TrialResult } from './verify-trial.js'

/** chosen: the trials that are trained again. */
export function headLines(run: StoredRun, chosen: readonly StoredTrial[], here: Here): readonly string[] {
  const makers = makersOf(run)
  const facts = makers.map((maker, i): [string, string] => [i === 0 ? 'made by' : 'and', describe(maker)])
  return [
    `${run.name}: ${describeChosen(run, chosen)}`,
    ...factLines([...facts, ['here', describeHere(makers, here)]]),
    ...(makers.every(({ arithmetic }) => arithmetic === here.arithmetic)
      ? []
      : ['the arithmetic has changed since then, so that other bits are to be expected']),
    '',
  ].map(printable)
}

/** `3 trials of 12 with a result, 2 completed and 1 diverged` */
function describeChosen({ trials }: StoredRun, chosen: readonly StoredTrial[]): string {
  const count = (status: StoredTrial['outcome']['status']) => {
    const counted = chosen.filter(({ outcome }) => outcome.status === status).length
    return counted === 0 ? [] : [`${formatCount(counted)} ${status}`]
  }
  const kinds = [...count('completed'), ...count('diverged')].join(' and ')
  return `${plural(chosen.length, 'trial')} of ${formatCount(trials.filter(isRepeatable).length)} with a result, ${kinds}`
}

function describe(here: Partial<Here>): string {
  return Object.entries(here)
    .map(([name, value]) => (name === 'platform' || name === 'cpu' ? value : `${name} ${value}`))
    .join(', ')
}

/** What is not as it was; everything, where more than one have made the run. */
function describeHere(makers: readonly Here[], here: Here): string {
  const [maker, ...others] = makers
  if (others.length > 0) return describe(here)
  const different = Object.entries(here).filter(([name, value]) => maker?.[name as keyof Here] !== value)
  if (different.length === 0) return 'the same'
  return `${describe(Object.fromEntries(different))}; the rest is the same`
}

/** `same       t0123456789ab  hidden 64, seed 1: 10 epochs, 72 values, weights 3f2a...` */
export function resultLines({ manifest }: StoredRun): (result: TrialResult) => string {
  const varying = varyingColumns(Object.values(manifest.configurations))
  const names = { same: 'same     ', different: 'DIFFERENT', failed: 'FAILED   ' }
  return result => {
    const { type, trial } = result
    const values = varying.map(({ name, value }) => `${name} ${formatCell(value(trial.configuration))}`)
    const described = [...values, `seed ${trial.seed}`].join(', ')
    return printable(`${names[type]}  ${trial.trialId}  ${described}: ${describeResult(result)}`)
  }
}

function describeResult(result: TrialResult): string {
  switch (result.type) {
    case 'same': {
      const hash = result.weightsSha256 === null ? '' : `, weights ${result.weightsSha256.slice(0, 12)}`
      return `${plural(result.epochs, 'epoch')}, ${plural(result.values, 'value')}${hash}`
    }
    case 'different': {
      const { epoch, what, before, now } = result.difference
      const where = epoch === null ? what : `epoch ${epoch}, ${what}`
      return `${where} was ${formatCell(before)}, and is ${formatCell(now)}`
    }
    case 'failed':
      return result.error
  }
}

/** chosen: how many were to be trained again; fewer were where somebody has interrupted. */
/** contradictions: how many of the notes above say that the tables of the run do not agree with each other. */
export function totalLine(results: readonly TrialResult[], chosen: number, contradictions: number): string {
  const count = (type: TrialResult['type']) => results.filter(result => result.type === type).length
  const [same, different, failed] = [count('same'), count('different'), count('failed')]
  const parts = [
    different > 0 && `${formatCount(different)} different`,
    failed > 0 && `${formatCount(failed)} could not be trained`,
    results.length < chosen && `${formatCount(chosen - results.length)} not reached`,
    contradictions > 0 && `${plural(contradictions, 'contradiction')} in the tables, told of above`,
  ].filter(part => part !== false)
  const equal = `${formatCount(same)} of ${plural(chosen, 'trial')} equal to the last bit`
  return `\n${[equal, ...parts].join('; ')}`
}

interface Verified {
  readonly results: readonly TrialResult[]
  readonly contradictions: readonly string[]
  readonly here: Here
}

export function resultAsJson(run: StoredRun, { results, contradictions, here }: Verified) {
  return {
    name: run.name,
    path: run.path,
    made_by: makersOf(run),
    here,
    contradictions,
    results: results.map(({ type, trial, ...rest }) => ({
      trial_id: trial.trialId,
      config_id: trial.configId,
      seed: trial.seed,
      result: type,
      ...('weightsSha256' in rest
        ? { epochs: rest.epochs, values: rest.values, weights_sha256: rest.weightsSha256 }
        : rest),
    })),
  }
}

/** Everybody who has worked on the run, each once. */
function makersOf({ manifest: { executions } }: StoredRun): readonly Here[] {
  const makers = executions.map(({ versions: { bench, arithmetic, node }, machine }): Here => {
    const { platform, arch, cpu } = machine
    return { bench, arithmetic, Node: node, platform: `${platform} ${arch}`, cpu }
  })
  return [...new Map(makers.map(maker => [JSON.stringify(maker), maker])).values()]
}
