// Which process this is, in terms that another process can check: its number alone may have been given to another one, in
// another container, on another machine, or after a restart.
import { createHash } from 'node:crypto'
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'

export interface ProcessIdentity {
  readonly pid: number
  readonly host: string
  /** Of the installation, hashed; null where there is none (not Linux). */
  readonly machine: string | null
  /** Of this start of the machine. */
  readonly boot: string | null
  /** What its number is a number in: a container counts its processes anew. */
  readonly pid_namespace: string | null
  /** When the process began, as the system counts it. */
  readonly process_start: string | null
}

export async function thisProcess(): Promise<ProcessIdentity> {
  const machine = await trimmed('/etc/machine-id')
  return {
    pid: process.pid,
    host: hostname(),
    machine: machine && createHash('sha256').update(machine).digest('hex').slice(0, 12),
    boot: await trimmed('/proc/sys/kernel/random/boot_id'),
    pid_namespace: await readlink('/proc/self/ns/pid').catch(() => null),
    process_start: (await seenBySystem(process.pid))?.start ?? null,
  }
}

/**
 * Whether a process goes on, as far as can be told from here: `unknown` for one on another machine or in another container,
 * and where the system does not say when a process began. `suspended` by Ctrl-Z: it is there, and does nothing.
 */
export async function lifeOf(
  other: ProcessIdentity,
  self: ProcessIdentity,
): Promise<'alive' | 'suspended' | 'dead' | 'unknown'> {
  const sameBoot = other.boot !== null && other.boot === self.boot
  if (sameBoot && other.pid_namespace !== self.pid_namespace) return 'unknown'
  if (sameBoot) {
    const seen = await seenBySystem(other.pid)
    if (seen === null) return isThere(other.pid) ? 'unknown' : 'dead'
    if (seen.start !== other.process_start || seen.state === 'Z' || seen.state === 'X') return 'dead'
    return seen.state === 'T' ? 'suspended' : 'alive'
  }
  if (other.host !== self.host) return 'unknown'
  if (other.boot !== null && self.boot !== null)
    return other.machine !== null && other.machine === self.machine ? 'dead' : 'unknown' // restarted, or a twin
  return isThere(other.pid) ? 'unknown' : 'dead'
}

/**
 * When a process began, in ticks since the start of the machine, and its state: Z and X have ended and wait for their parent,
 * T is suspended. null where nobody says.
 */
async function seenBySystem(
  pid: number,
): Promise<{ readonly start: string | null; readonly state: string | undefined } | null> {
  const stat = await trimmed(`/proc/${pid}/stat`)
  if (stat === null) return null
  // The name of the program stands in brackets and may hold anything; behind it are the state and 18 fields before the start.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0], start: fields[19] ?? null }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0) // no signal: only the question
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // there, and somebody else's
  }
}

async function trimmed(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.trim() || null
}
