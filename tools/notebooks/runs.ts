// Which run a system's figures come from: one that is given, one that is there already, or one that is trained now.
import { ARITHMETIC, listRuns, readRun, runExperiment, type StoredRun } from 'mlp-bench'
import type { System } from './systems.js'

export interface RunSources {
  readonly runsDir: string
  readonly workers?: number
  /** Hears of what is being trained. */
  readonly say: (line: string) => void
}

/** The system of each given run. Throws WrongRun where a folder is no complete run of one of the systems as they are. */
export async function givenRuns(
  systems: readonly System[],
  paths: readonly string[],
): Promise<ReadonlyMap<System, StoredRun>> {
  const runs = new Map<System, StoredRun>()
  for (const path of paths) {
    const run = await readRun(path)
    const system = systems.find(each => isWhole(each, run))
    if (system === undefined) throw new WrongRun(path, systems)
    runs.set(system, run)
  }
  return runs
}

/** The latest complete run of each system with the arithmetic of today; what there is none of is trained. */
export async function foundOrTrained(
  systems: readonly System[],
  sources: RunSources,
): Promise<ReadonlyMap<System, StoredRun>> {
  const runs = new Map<System, StoredRun>()
  for (const system of systems)
    runs.set(system, (await found(system, sources)) ?? (await trained(system, sources)))
  return runs
}

async function found(system: System, { runsDir, say }: RunSources): Promise<StoredRun | null> {
  const places = (await listRuns(runsDir)).filter(({ name }) => name.startsWith(`${system.name}-`))
  for (const { path } of places.reverse()) {
    const run = await readRun(path)
    if (!isWhole(system, run) || run.manifest.versions.arithmetic !== ARITHMETIC) continue
    say(`${system.name}: from ${path}`)
    return run
  }
  return null
}

async function trained(system: System, { runsDir, workers, say }: RunSources): Promise<StoredRun> {
  const { plan, name } = system
  const run = runExperiment(plan, { runsDir, ...(workers !== undefined && { workers }) })
  let ended = 0
  for await (const event of run) {
    if (event.type !== 'trial-ended') continue
    ended++
    say(`${name}: ${ended}/${plan.trials.length} ${event.outcome.status}`)
  }
  const stored = await readRun(run.folder!)
  if (!isWhole(system, stored)) throw new Error(`${run.folder} is not complete; bench show says why`)
  return stored
}

/** Whether the run holds exactly the trials of the system's experiment, all of them completed. */
function isWhole({ plan }: System, { trials }: StoredRun): boolean {
  return (
    trials.length === plan.trials.length &&
    trials.every(
      ({ trial, outcome }, i) => trial.trialId === plan.trials[i]!.trialId && outcome.status === 'completed',
    )
  )
}

/** A folder was given that holds something else. */
export class WrongRun extends Error {
  constructor(path: string, systems: readonly System[]) {
    const files = systems.map(({ file }) => file).join(', ')
    super(`${path} is not a complete run of any of these experiments as they are now: ${files}`)
  }
}
