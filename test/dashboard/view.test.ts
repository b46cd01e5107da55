import { execFile } from 'node:child_process'
import { PassThrough, type Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { describe, expect, test, vi } from 'vitest'
import { chooseView } from '../../src/dashboard/view.js'
import { planOf, recorded } from './events.js'

const run = promisify(execFile)

const terminal = { isTTY: true } as NodeJS.WritableStream & { isTTY: true }
const pipe = {} as NodeJS.WritableStream
const keyboard = { isTTY: true } as Readable & { isTTY: true }

describe('the view is chosen by what stands at the other end', () => {
  const env = { TERM: 'xterm-256color' }
  test.each([
    ['a terminal', terminal, keyboard, env, 'dashboard'],
    ['a pipe', pipe, keyboard, env, 'plain'],
    ['no keyboard', terminal, new PassThrough(), env, 'plain'],
    ['CI', terminal, keyboard, { ...env, CI: 'true' }, 'plain'],
    ['not CI', terminal, keyboard, { ...env, CI: 'false' }, 'dashboard'],
    ['a terminal that cannot draw', terminal, keyboard, { TERM: 'dumb' }, 'plain'],
  ] as const)('%s', (_, stdout, stdin, environment, kind) => {
    expect(chooseView('auto', { stdout, stdin, env: environment })).toBe(kind)
  })

  test('what is asked for is done, but a dashboard needs a window', () => {
    expect(chooseView('json', { stdout: terminal, stdin: keyboard, env })).toBe('json')
    expect(chooseView('plain', { stdout: terminal, stdin: keyboard, env })).toBe('plain')
    expect(chooseView('dashboard', { stdout: terminal, stdin: new PassThrough(), env: { CI: '1' } })).toBe(
      'dashboard',
    )
    expect(chooseView('dashboard', { stdout: pipe, stdin: keyboard, env })).toBe('plain')
  })
})

test('a dashboard that breaks restores the terminal, says why, and goes on with plain lines', async () => {
  const written: string[] = []
  const stdout = new PassThrough({ encoding: 'utf8' })
  const stderr = new PassThrough({ encoding: 'utf8' })
  stdout.on('data', text => written.push(String(text)))
  Object.assign(stdout, { isTTY: true, columns: 80 })
  Object.defineProperty(stdout, 'rows', {
    get: () => {
      throw new Error('deliberate defect')
    },
  })
  // As it is built: JSX that was compiled for tests does not go with the React that createView chooses.
  const path = '../../dist/dashboard/view.js'
  const built = (await import(path)) as typeof import('../../src/dashboard/view.js')
  const view = await built.createView('dashboard', {
    stdout,
    stderr,
    stdin: new PassThrough(),
    env: { LANG: 'C.UTF-8' },
    runPath: 'runs/x',
    onInterrupt: () => {},
    clock: { now: () => new Date() },
  })
  const events = recorded(planOf())
  for (const event of events.slice(0, 3)) view.update(event)
  await vi.waitFor(() => expect(String(stderr.read() ?? '')).toContain('Error: deliberate defect'))
  for (const event of events.slice(3)) view.update(event)
  await view.close()
  const all = written.join('')
  expect(all.lastIndexOf('\u001b[?1049l')).toBeGreaterThan(all.lastIndexOf('\u001b[?1049h'))
  expect(all).toContain('4/4  completed')
  expect(all).toContain('run folder: runs/x\n')
})

test('a window of another size is filled at once, however long drawing rests', async () => {
  const stdout = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true, columns: 80, rows: 24 })
  let written = ''
  stdout.write = text => {
    written += String(text)
    return true
  }
  const built = (await import(
    '../../dist/dashboard/view.js' as string
  )) as typeof import('../../src/dashboard/view.js')
  const now = new Date()
  const view = await built.createView('dashboard', {
    stdout,
    stderr: new PassThrough(),
    stdin: new PassThrough(),
    env: { LANG: 'C.UTF-8' },
    runPath: 'runs/x',
    onInterrupt: () => {},
    clock: { now: () => now }, // stands still: nothing is drawn because time passes
  })
  const events = recorded(planOf())
  for (const event of events.slice(0, 3)) view.update(event)
  await vi.waitFor(() => expect(written).toContain('width'))
  await sleep(300) // frames come ten a second at most, also in a window that is being pulled about
  const before = written.length
  Object.assign(stdout, { columns: 120, rows: 40 })
  stdout.emit('resize')
  // Before anything else could happen: the frame, and not only an empty window.
  const painted = written.slice(before)
  for (const part of ['\u001b[2J', 'bench ', '\u001b[39;1H']) expect(painted).toContain(part)
  for (const event of events.slice(3)) view.update(event)
  stdout.write = (_text: unknown, done?: unknown) => {
    if (typeof done === 'function') done()
    return true
  }
  await view.close()
})

test.each([
  ['view', false],
  ['screen/dashboard', true],
])('React is imported with the dashboard alone: %s, %s', async (module, imported) => {
  const script = `
    import { createRequire } from 'node:module'
    import { PassThrough } from 'node:stream'
    const { createView } = await import('./dist/dashboard/${module}.js')
    const given = { stdout: new PassThrough(), stderr: new PassThrough(), stdin: new PassThrough(), env: {}, runPath: 'x' }
    if (createView) for (const kind of ['json', 'plain', 'auto']) await createView(kind, given)
    const { cache } = createRequire(import.meta.url)
    console.log(Object.keys(cache).some(file => file.includes('node_modules/react/')))
  `
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script])
  expect(stdout.trim()).toBe(String(imported))
})
