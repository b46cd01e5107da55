// A disk that fills up while the real command writes to it: a file system of 400 KB, mounted for it alone. Skipped where
// an ordinary user may not mount one (anything but Linux with user namespaces).
import { execFile, execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { isLongRun } from '../long.js'
import { bench, folderWith, program, runIn, withoutTiming } from './bench.js'

/** Six trials of short epochs, whose rows take more room than there is. */
const sweep = `
name: full
model: { hidden: [4] }
training: { epochs: 20, batch_size: 4000 }
sweep:
  optimizer: [adam, { name: sgd, learning_rate: [0.1, 0.5] }]
seeds: 2
`

const mayMount = (() => {
  try {
    execFileSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

/** Runs bash where ./disk is 400 KB of which all but 36 are taken by ./disk/filler; the command's talk is in ./talk. */
async function withSmallDisk(cwd: string, script: string): Promise<string> {
  const whole = `
    set -e
    mkdir disk && mount -t tmpfs -o size=400k none disk
    head -c 364k /dev/zero > disk/filler
    run() { exec ${process.execPath} ${program} "$@" --runs-dir disk/runs --reporter plain > said 2> talk; }
    says() { for i in $(seq 600); do grep -q "$1" talk && return; sleep 0.1; done; echo "never said $1"; cat talk; return 1; }
    ${script}
    cp -r disk/runs .`
  const { stdout } = await promisify(execFile)('unshare', ['-rm', 'bash', '-c', whole], {
    cwd,
    env: { ...process.env, CI: '', NO_COLOR: '1' },
  })
  return stdout
}

const contentOf = (run: string) => ({
  trials: withoutTiming(run, 'trials.csv'),
  epochs: withoutTiming(run, 'epochs.csv'),
  configs: readFileSync(join(run, 'configs.csv'), 'utf8'),
})

describe.skipIf(!mayMount || !isLongRun)('a disk that is full', () => {
  /** What a disk with room gives. */
  let undisturbed: ReturnType<typeof contentOf>
  beforeAll(async () => {
    const cwd = folderWith({ 'full.yaml': sweep })
    expect((await bench(cwd, 'run', 'full.yaml')).code).toBe(0)
    undisturbed = contentOf(runIn(cwd))
  }, 60_000)

  test('pauses the sweep, which goes on when there is room, and nothing is missing', async () => {
    const cwd = folderWith({ 'full.yaml': sweep })
    const script = `
      run run full.yaml & pid=$!
      says "paused: the disk is full (ENOSPC)"
      rm disk/filler
      wait $pid && echo "exit code $?"
      says "going on"`
    expect(await withSmallDisk(cwd, script)).toBe('exit code 0\n')
    expect(contentOf(runIn(cwd))).toEqual(undisturbed)
  })

  test('and a user who does not wait: the run can be resumed, and nothing is missing then', async () => {
    const cwd = folderWith({ 'full.yaml': sweep })
    const script = `
      run run full.yaml & pid=$!
      says "paused: the disk is full (ENOSPC)"
      kill -INT $pid
      wait $pid || echo "exit code $?"
      says "to go on: bench resume disk/runs/full-"
      rm disk/filler
      (run resume latest) && echo "exit code $?"`
    expect(await withSmallDisk(cwd, script)).toBe('exit code 130\nexit code 0\n')
    expect(contentOf(runIn(cwd))).toEqual(undisturbed)
  })

  test('before the first byte: a clear error, and no part of a run is left', async () => {
    const cwd = folderWith({ 'full.yaml': sweep })
    const script = `
      head -c 64k /dev/zero > disk/more || true
      (run run full.yaml) || echo "exit code $?"
      grep -c "the disk is full" talk; ls -A disk/runs 2> /dev/null | wc -l; mkdir -p disk/runs`
    expect(await withSmallDisk(cwd, script)).toMatch(/^exit code 2\n1\n0\n/)
  })
})
