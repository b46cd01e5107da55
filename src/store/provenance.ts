// Where a result came from: the machine, the engine, and the state of the checkout in which the command was given.
// Nothing personal: no name of host or user, no home directory.
import { execFile } from 'node:child_process'
import { availableParallelism, cpus, homedir, totalmem } from 'node:os'
import { promisify } from 'node:util'

export interface Provenance {
  readonly git: GitState | null
  readonly machine: Machine
  /** Of Node and of its JavaScript engine. */
  readonly engine: { readonly node: string; readonly v8: string }
}

/** The commit that is checked out, and whether tracked files differ from it; null where that could not be found out. */
export interface GitState {
  readonly commit: string
  readonly dirty: boolean | null
}

export interface Machine {
  readonly cpu: string
  /** How many threads the process may use at once. */
  readonly cores: number
  readonly memory_bytes: number
  readonly platform: string
  readonly arch: string
}

export async function describeProvenance(cwd: string): Promise<Provenance> {
  const { node, v8 } = process.versions
  return { git: await describeGit(cwd), machine: describeMachine(), engine: { node, v8 } }
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory_bytes: totalmem(),
    platform: process.platform,
    arch: process.arch,
  }
}

/** null outside a checkout, before its first commit, and where there is no git. */
export async function describeGit(cwd: string): Promise<GitState | null> {
  const commit = await git(cwd, 'rev-parse', 'HEAD')
  if (commit === null) return null
  const changes = await git(cwd, 'status', '--porcelain', '--untracked-files=no')
  return { commit: commit.trim(), dirty: changes === null ? null : changes.trim() !== '' }
}

/**
 * Changes nothing, takes no lock and starts no monitor of files. To compare a file git may still start a filter that the
 * user's or the repository's configuration names, as for LFS; without it such files would count as changed.
 */
async function git(cwd: string, ...args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(
      'git',
      ['--no-optional-locks', '-c', 'core.fsmonitor=false', ...args],
      { cwd, timeout: 3000, windowsHide: true, maxBuffer: 64 * 1024 * 1024 },
    )
    return stdout
  } catch {
    return null // not a checkout, no git, too slow: a run does not depend on any of it
  }
}

/** The text with the user's home directory written as ~; a folder whose name only begins so is another one. */
export function withoutHome(text: string, home = homedir()): string {
  const folder = home.replace(/[/\\]+$/, '')
  if (folder === '') return text
  return text.replaceAll(folder, (found, position: number) =>
    /^([/\\"'\s]|$)/.test(text.slice(position + found.length)) ? '~' : found,
  )
}
