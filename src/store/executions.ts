// The executions of a run, as its manifest lists them: who worked on it, when, with what, and how that ended.
import type { RunFacts, Versions } from './manifest.js'
import { type Provenance, withoutHome } from './provenance.js'

export interface ManifestExecution {
  /** ISO 8601, UTC. */
  readonly started_at: string
  /** null while it goes on, and until the next one begins where it was killed. */
  readonly ended_at: string | null
  readonly reason: 'finished' | 'interrupted' | 'killed' | null
  /** Seconds of these in which the sweep was paused; left out where it was not, and of one that was killed. */
  readonly paused_s?: number
  readonly versions: Versions
  readonly git: Provenance['git']
  readonly machine: Provenance['machine']
  readonly command_line: readonly string[]
  readonly workers: number
}

export function beginExecution(
  { provenance, version, arithmetic, commandLine, workers }: RunFacts,
  startedAt: Date,
): ManifestExecution {
  return {
    started_at: startedAt.toISOString(),
    ended_at: null,
    reason: null,
    versions: { bench: version, arithmetic, ...provenance.engine },
    git: provenance.git,
    machine: provenance.machine,
    command_line: commandLine.map(argument => withoutHome(argument)),
    workers,
  }
}

/** One that did not live to write its end; what it wrote last says how long it lived. */
export function killedExecution(execution: ManifestExecution, lastWrittenAt: Date): ManifestExecution {
  const ended = Math.max(Date.parse(execution.started_at), lastWrittenAt.getTime())
  return { ...execution, ended_at: new Date(ended).toISOString(), reason: 'killed' }
}
