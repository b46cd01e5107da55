// Whether a run is of the same experiment as a file, and in what they differ.
import { resolve } from 'node:path'
import { UserError } from '../domain/errors.js'
import { shellWord } from '../domain/shell-word.js'
import type { Experiment, Plan } from '../domain/trial.js'
import { listRuns } from '../store/list-runs.js'
import { experimentOf, type RunManifest } from '../store/manifest.js'
import { readManifest } from '../store/read-manifest.js'
import { canonicalJson, differences as valuesOf } from '../sweep/identity.js'
import { type Change, changeLines } from './changes.js'
import { runCommand, specWord } from './run-command.js'
import { runsDirOption } from './runs-dir-option.js'

/**
 * The path of the latest run of the same experiment; null where no run has its name. Throws a UserError with what differs
 * where runs have its name, and none is of the same experiment. runsDir: as it was typed. shown: the file, for messages.
 */
export async function findSameExperiment(
  plan: Plan,
  { runsDir, cwd, shown }: { readonly runsDir: string; readonly cwd: string; readonly shown: string },
): Promise<string | null> {
  const found: { readonly path: string; readonly name: string; readonly manifest: RunManifest }[] = []
  for (const { path, name } of await listRuns(resolve(cwd, runsDir))) {
    const manifest = await readManifest(path).catch(error => {
      if (error instanceof UserError) return null // a damaged run is nothing to go on with
      throw error
    })
    if (manifest?.name === plan.experiment.name) found.push({ path, name, manifest })
  }
  found.sort((a, b) => b.manifest.started_at.localeCompare(a.manifest.started_at, 'en'))
  const same = found.find(({ manifest }) => isSame(manifest, plan))
  if (same !== undefined) return same.path
  const [latest] = found
  if (latest === undefined) return null
  const changes = experimentChanges(experimentOf(latest.manifest), plan.experiment)
  const option = runsDirOption(runsDir)
  const spec = specWord(shown)
  const toExtend = `to add to that run: ${runCommand('resume', latest.path, { cwd }, '--extend', spec)}`
  const toBegin = `bench run ${shellWord(spec)}${option}, with --reuse to take over what is equal`
  throw new UserError([
    {
      code: 'run-changed',
      what: `${shown} is not the experiment of ${latest.name}`,
      why: changeLines(changes),
      fix: canExtend(latest.manifest, plan, changes)
        ? `${toExtend}\nto begin another: ${toBegin}`
        : `begin another run: ${toBegin}`,
    },
  ])
}

/** What an extension may not change: it only adds. */
export const mustStay: ReadonlySet<string> = new Set(['name', 'objective', 'save'])

/** Whether --extend would be accepted: everything the run has is in the plan. A run has each of its configurations with each seed. */
function canExtend(
  { configurations, experiment }: RunManifest,
  plan: Plan,
  changes: readonly Change[],
): boolean {
  const configIds = new Set(plan.trials.map(({ configId }) => configId))
  return (
    Object.keys(configurations).every(configId => configIds.has(configId)) &&
    experiment.seeds.every(seed => plan.experiment.seeds.includes(seed)) &&
    !changes.some(({ what }) => mustStay.has(what))
  )
}

/** Whether the run has these trials in this order, and judges them by the same objective. */
export function isSame({ configurations, experiment }: RunManifest, plan: Plan): boolean {
  const { seeds, objective, save } = plan.experiment
  const configIds = [...new Set(plan.trials.map(({ configId }) => configId))]
  return (
    canonicalJson([Object.keys(configurations), experiment.seeds]) === canonicalJson([configIds, seeds]) &&
    canonicalJson([experiment.objective, experiment.save]) === canonicalJson([objective, save])
  )
}

/** In what two experiments differ, by the paths of the experiment file. Texts about them, such as the question, are left out. */
export function experimentChanges(was: Experiment, is: Experiment): readonly Change[] {
  const [before, after] = [linesOf(was), linesOf(is)]
  const paths = [...new Set([...before.keys(), ...after.keys()])]
  return paths.flatMap(path => {
    const [a, b] = [before.get(path) ?? 'not there', after.get(path) ?? 'not there']
    return a === b ? [] : [{ what: path, was: a, is: b }]
  })
}

function linesOf({ name, fixed, axes, exclude, seeds, objective, save }: Experiment): Map<string, string> {
  return new Map([
    ['name', name],
    ...Object.entries(valuesOf(fixed)).map(([path, value]) => [path, brief(value)] as const),
    ...axes.map(({ path, values }) => [`sweep: ${path}`, values.map(brief).join(', ')] as const),
    ...exclude.map((rule, i) => [`exclude ${i + 1}`, canonicalJson(rule)] as const),
    ['seeds', seeds.join(', ')],
    ['objective', `${objective.split}.${objective.metric}`],
    ['save', save],
  ])
}

/** A choice without further hyperparameters by its name alone. */
function brief(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'object' && value !== null && 'name' in value && Object.keys(value).length === 1)
    return String(value.name)
  return canonicalJson(value)
}
