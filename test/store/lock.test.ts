import { spawn } from 'node:child_process'
import {
  cp,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { statusOfRun, statusText } from '../../src/commands/run-status.js'
import { csvDialect } from '../../src/store/csv.js'
import { type Holder, holderOf, newLock, originalOf, RunLock, SILENCE_MS } from '../../src/store/lock.js'
import { lifeOf, thisProcess } from '../../src/store/process-identity.js'
import { newStore, temporaryFolder } from './small-run.js'

const command = ['bench', 'run', 'width.yaml']
/** The machine may be busy. */
const PATIENTLY = { timeout: 60_000 }
const locksIn = async (folder: string) => (await readdir(folder)).filter(name => name.startsWith('lock-'))

afterEach(() => {
  vi.useRealTimers()
})

/** A lock file that another process has left or holds, with what differs from this process. */
async function lockOf(folder: string, differing: Partial<Holder>, silentMs = 0): Promise<string> {
  const { name, text } = await newLock(command)
  const path = join(folder, name)
  await writeFile(path, JSON.stringify({ ...JSON.parse(text), ...differing }))
  const then = new Date(Date.now() - silentMs)
  await utimes(path, then, then)
  return path
}

/** A process that lives until it is killed. */
async function otherProcess() {
  const child = spawn('sleep', ['600'])
  onTestFinished(() => void child.kill('SIGKILL'))
  const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8')
  return { child, pid: child.pid!, process_start: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]! }
}

describe('a lock', () => {
  test('keeps a second one out, says who has it, and lets the next one in when it is released', async () => {
    const folder = await temporaryFolder()
    const lock = await RunLock.acquire(folder, command)
    const refused = RunLock.acquire(folder, command)
    await expect(refused).rejects.toMatchObject({
      mistakes: [
        {
          code: 'run-in-use',
          why: expect.stringMatching(
            new RegExp(`^process ${process.pid} on ${hostname()}, since .*: bench run width`),
          ),
        },
      ],
    })
    expect(await locksIn(folder)).toHaveLength(1)
    expect(await holderOf(folder)).toMatchObject({ pid: process.pid })
    await lock.release()
    expect(await holderOf(folder)).toBeNull()
    await (await RunLock.acquire(folder, command)).release()
    expect(await readdir(folder)).toEqual([])
  })

  test('goes to exactly one of many that come at the same time', async () => {
    const folder = await temporaryFolder()
    await lockOf(folder, { process_start: '1' }) // of a dead process: all of them find it
    const comers = await Promise.allSettled(Array.from({ length: 8 }, () => RunLock.acquire(folder, command)))
    const got = comers.flatMap(comer => (comer.status === 'fulfilled' ? [comer.value] : []))
    expect(got).toHaveLength(1)
    expect(await locksIn(folder)).toHaveLength(1)
    await got[0]!.release()
  })
})

describe.skipIf(process.platform !== 'linux')('a lock that was left behind', () => {
  test.each([
    ['by a process that is gone', { pid: 2 ** 22 + 1 }],
    ['by a process whose number another one has now', { process_start: '1' }],
    ['before the machine was restarted', { boot: 'another start of it' }],
  ])('%s is taken over at once, however fresh it is', async (_, differing) => {
    const folder = await temporaryFolder()
    await lockOf(folder, differing)
    expect(await holderOf(folder)).toBeNull()
    const lock = await RunLock.acquire(folder, command)
    expect(await locksIn(folder)).toHaveLength(1)
    await lock.release()
  })

  test('by a process that was killed is taken over; while it lives it is not, however long it is silent', async () => {
    const folder = await temporaryFolder()
    const { child, pid, process_start } = await otherProcess()
    await lockOf(folder, { pid, process_start }, 10 * SILENCE_MS)
    await expect(RunLock.acquire(folder, command)).rejects.toMatchObject({
      mistakes: [{ code: 'run-in-use' }],
    })
    child.kill('SIGKILL')
    await new Promise(resolve => child.on('exit', resolve))
    await (await RunLock.acquire(folder, command)).release()
  })

  test('is kept by a process that is suspended, which is told with what to do', async () => {
    const folder = await temporaryFolder()
    const { child, pid, process_start } = await otherProcess()
    await lockOf(folder, { pid, process_start })
    expect(await holderOf(folder)).toMatchObject({ pid, suspended: false })
    child.kill('SIGSTOP')
    await vi.waitFor(
      async () => expect(await holderOf(folder)).toMatchObject({ pid, suspended: true }),
      PATIENTLY,
    )
    expect(await statusOfRun(folder, { reason: null, csv: csvDialect() })).toBe('suspended')
    expect(statusText('suspended')).toBe('suspended (fg)')
    await expect(RunLock.acquire(folder, command)).rejects.toMatchObject({
      mistakes: [
        {
          code: 'run-in-use',
          what: expect.stringContaining('suspended (Ctrl-Z)'),
          fix: expect.stringContaining(`fg in its terminal, or kill -CONT ${pid}`),
        },
      ],
    })
  })

  test.each([
    ['on another machine', { host: 'elsewhere', machine: 'another', boot: 'another' }],
    ['on a machine with the same name', { machine: 'a twin', boot: 'another' }],
    ['in another container', { pid_namespace: 'pid:[1]' }],
  ])('%s is told by its silence', async (_, differing) => {
    const folder = await temporaryFolder()
    const path = await lockOf(folder, differing, SILENCE_MS / 2)
    await expect(RunLock.acquire(folder, command)).rejects.toMatchObject({
      mistakes: [{ code: 'run-in-use' }],
    })
    const then = new Date(Date.now() - SILENCE_MS - 1000)
    await utimes(path, then, then)
    await (await RunLock.acquire(folder, command)).release()
  })

  test.each(['', '{', '{"pid":-1}', '{"pid":1,"host":"a","since":"never"}', '[]', 'null'])(
    'and holds %j is told by its silence as well',
    async text => {
      const folder = await temporaryFolder()
      const path = await lockOf(folder, {})
      await writeFile(path, text)
      const before = new Date(Date.now() - SILENCE_MS / 2)
      await utimes(path, before, before)
      await expect(RunLock.acquire(folder, command)).rejects.toMatchObject({
        mistakes: [{ code: 'run-in-use' }],
      })
      const then = new Date(Date.now() - SILENCE_MS - 1000)
      await utimes(path, then, then)
      await (await RunLock.acquire(folder, command)).release()
    },
  )
})

describe('a folder that was copied while a process held it', () => {
  /** The copy of a held folder. */
  async function copyOfHeld() {
    const parent = await temporaryFolder()
    const [run, copy] = [join(parent, 'run'), join(parent, 'copy')]
    await mkdir(run)
    const lock = await RunLock.acquire(run, command)
    await cp(run, copy, { recursive: true })
    return { run, copy, lock }
  }

  test('is held by nobody, and can be taken, while the other one stays held', async () => {
    const { run, copy, lock } = await copyOfHeld()
    expect(await holderOf(copy)).toBeNull()
    expect(await originalOf(copy)).toEqual({ path: await realpath(run), pid: process.pid })
    const ofCopy = await RunLock.acquire(copy, command)
    expect(await locksIn(copy)).toHaveLength(1)
    expect(await originalOf(copy)).toBeNull()
    expect(await holderOf(run)).toMatchObject({ pid: process.pid })
    await expect(RunLock.acquire(run, command)).rejects.toMatchObject({ mistakes: [{ code: 'run-in-use' }] })
    await Promise.all([lock.release(), ofCopy.release()])
  })

  test('is held by nobody also when the process has let go of the other one, and does something else', async () => {
    const { copy, lock } = await copyOfHeld()
    await lock.release()
    expect(await holderOf(copy)).toBeNull()
  })

  test('is told also of a run that was made with its lock, before its folder had a name', async () => {
    const runsDir = await temporaryFolder()
    const store = await newStore(runsDir)
    const copy = join(runsDir, 'copy')
    await cp(store.path, copy, { recursive: true })
    expect(await holderOf(store.path)).toMatchObject({ pid: process.pid, folder: await realpath(store.path) })
    expect(await holderOf(copy)).toBeNull()
    await store.close()
  })

  test('is none where it is another path to the same folder, or the folder was moved', async () => {
    const { run, lock } = await copyOfHeld()
    const [link, moved] = [`${run}-link`, `${run}-moved`]
    await symlink(run, link)
    expect(await holderOf(link)).toMatchObject({ pid: process.pid })
    await rename(run, moved)
    expect(await holderOf(moved)).toMatchObject({ pid: process.pid })
    expect(await originalOf(moved)).toBeNull()
    await rename(moved, run)
    await lock.release()
  })
})

describe('the owner', () => {
  test('is touched every few seconds, with the same content', async () => {
    const folder = await temporaryFolder()
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const lock = await RunLock.acquire(folder, command)
    const path = join(folder, (await locksIn(folder))[0]!)
    const [before, text] = [await stat(path), await readFile(path, 'utf8')]
    await utimes(path, new Date(0), new Date(0))
    vi.advanceTimersByTime(SILENCE_MS / 3)
    await vi.waitFor(
      async () => expect((await stat(path)).mtimeMs).toBeGreaterThanOrEqual(before.mtimeMs),
      PATIENTLY,
    )
    expect(await readFile(path, 'utf8')).toBe(text)
    await lock.release()
  })

  test('learns after a long sleep that another one has taken over', async () => {
    const folder = await temporaryFolder()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    const lock = await RunLock.acquire(folder, command)
    await rm(join(folder, (await locksIn(folder))[0]!))
    lock.check() // it has looked a moment ago
    vi.setSystemTime(Date.now() + SILENCE_MS)
    expect(() => lock.check()).toThrow('has another owner now')
    await lock.release()
  })
})

test.skipIf(process.platform !== 'linux')(
  'a process that has ended and waits for its parent is dead',
  async () => {
    // The shell starts a short sleep and becomes something that never asks for its end.
    const child = spawn('bash', ['-c', 'sleep 0.3 & echo $!; exec sleep 600'])
    onTestFinished(() => void child.kill('SIGKILL'))
    const pid = Number(
      await new Promise<string>(resolve => child.stdout.once('data', data => resolve(String(data)))),
    )
    const self = await thisProcess()
    await vi.waitFor(
      async () => expect((await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]).toMatch(/^Z/),
      PATIENTLY,
    )
    const process_start = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ')[19]!
    expect(await lifeOf({ ...self, pid, process_start }, self)).toBe('dead')
    expect(await lifeOf(self, self)).toBe('alive')
  },
)
