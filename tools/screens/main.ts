// `npm run screens`: writes the screens of docs/dashboard.md and the picture of the README from a real run, in a real terminal
// (tmux). The run takes a minute or two, on a busy machine some more, and lies in a temporary folder.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pictureOf } from './picture.js'

interface Screen {
  readonly name: string
  readonly size: readonly [columns: number, rows: number]
  readonly keys: readonly string[]
  /** What stands on the screen when it is ready. */
  readonly shows: RegExp
  /** Pressed when it was taken. */
  readonly after?: readonly string[]
}

/** One after the other, each from where the one before has left the dashboard. */
const screens: readonly Screen[] = [
  { name: 'ranking', size: [120, 40], keys: ['j', 'l'], shows: /^› *1.*\n.* s0 /m },
  {
    name: 'filter',
    size: [120, 40],
    keys: ['h', '/', 'tanh learning_rate<1', 'Enter'],
    shows: /filter tanh/,
  },
  { name: 'by-axis', size: [120, 40], keys: ['Escape', 'Escape', 'a'], shows: /activation {2}moves it/ },
  { name: 'heat-map', size: [120, 40], keys: ['Tab', 'Tab'], shows: /by hidden and learning_rate/ },
  { name: 'detail', size: [120, 40], keys: ['Escape', 'j', 'Enter'], shows: /loss {2}v validation/ },
  {
    name: 'compare',
    size: [120, 40],
    keys: ['Escape', 'Space', 'j', 'Space', 'j', 'Space', 'c'],
    shows: /C +\d\d\./,
  },
  { name: 'failures', size: [80, 24], keys: ['Escape', 'f'], shows: /what went wrong[\s\S]*diverged/ },
  { name: 'help', size: [80, 24], keys: ['Escape', '?'], shows: /keys of this page/ },
  { name: 'small', size: [80, 24], keys: ['Escape', 'Escape'], shows: /^ #↑|^ {3}#↑/m },
  { name: 'large', size: [200, 60], keys: [], shows: /^bench .{180,}running/ },
  {
    name: 'question',
    size: [120, 40],
    keys: ['Space', 'k', 'Space', 'k', 'Space', 'j', 'x'],
    shows: /^stop \d+ trials? of .*\? .*x or y: yes/m,
    after: ['n'],
  },
  {
    name: 'paused',
    size: [120, 40],
    keys: ['p', 'y'],
    shows: /PAUSED for 0:0[2-9][\s\S]*paused until it is continued/,
  },
]

/** Taken while the sweep is paused. */
const resting: readonly Screen[] = [
  {
    name: 'seeds',
    size: [80, 24],
    keys: ['n', '3'],
    shows: /how many more seeds\? 3_ +\d+ trials? of/,
    after: ['Escape'],
  },
  { name: 'leave', size: [120, 40], keys: ['q'], shows: /leave it running\? y: /, after: ['Escape'] },
]
const watched: Screen = { name: 'watch', size: [80, 24], keys: [], shows: /read-only {2}PAUSED/ }
const goingOn: Screen = { name: 'going-on', size: [120, 40], keys: ['p', 'y'], shows: /going on/ }

/** Share of the trials that have ended before the first screen is taken, so that some still run. */
const BEGIN = 0.3
/** No part of the run takes longer, even on a busy machine. */
const RUN_S = 600

const socket = `bench-screens-${process.pid}`
const folder = mkdtempSync(join(tmpdir(), 'bench-screens-'))
const bench = resolve('bin/bench.js')
const experiment = resolve('docs/dashboard.yaml')

/** The window that is looked at and typed into. */
let window = 'w'

function tmux(...args: readonly string[]): string {
  return execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], { encoding: 'utf8' })
}

function capture(...options: readonly string[]): string {
  return tmux('capture-pane', '-t', window, '-p', ...options)
}

async function until(ready: (text: string) => boolean, seconds = 60): Promise<string> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    const text = capture()
    if (ready(text)) return text
    await sleep(50)
  }
  throw new Error(`this did not come:\n${capture()}`)
}

function shareDone(text: string): number {
  const [, done, all] = /(\d+)\/(\d+) /.exec(text) ?? []
  return done === undefined ? 0 : Number(done) / Number(all)
}

async function type(keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    tmux('send-keys', '-t', window, ...(key.includes(' ') ? ['-l', key] : [key]))
    await sleep(250) // as a person types: Esc and a letter at once would be another key
  }
}

async function take({
  name,
  size: [columns, rows],
  keys,
  shows,
  after = [],
}: Screen): Promise<readonly [string, string]> {
  tmux('resize-window', '-t', window, '-x', String(columns), '-y', String(rows))
  await sleep(300)
  await type(keys)
  const text = await until(candidate => shows.test(candidate))
  await type(after)
  if (name === 'ranking') writeFileSync('docs/dashboard.svg', pictureOf(capture('-e'), columns))
  return [name, text]
}

function withScreens(page: string, taken: ReadonlyMap<string, string>): string {
  return page.replace(
    /(<!-- screen: ([\w-]+) -->\n)```text\n[\s\S]*?```/g,
    (_, marker: string, name: string) => {
      const text = taken.get(name)
      if (text === undefined)
        throw new Error(`docs/dashboard.md asks for a screen ${name}, which there is none of`)
      const lines = text.split('\n').map(line => line.trimEnd())
      return `${marker}\`\`\`text\n${lines.join('\n').trimEnd()}\n\`\`\``
    },
  )
}

try {
  const unset = ['CI', 'NO_COLOR', 'FORCE_COLOR', 'NODE_ENV', 'NODE_OPTIONS'].flatMap(name => ['-u', name])
  const shell = `env ${unset.join(' ')} LANG=C.UTF-8 PS1='$ ' bash --norc --noprofile`
  tmux('new-session', '-d', '-s', 'w', '-x', '120', '-y', '40', '-c', folder, shell)
  tmux('send-keys', '-t', 'w', `node ${bench} run ${experiment} --workers 2`, 'Enter')
  await until(text => shareDone(text) >= BEGIN, RUN_S)
  const taken = new Map<string, string>()
  for (const screen of [...screens, ...resting]) taken.set(...(await take(screen)))
  tmux('new-session', '-d', '-s', 'v', '-x', '80', '-y', '24', '-c', folder, shell)
  tmux('send-keys', '-t', 'v', `node ${bench} watch latest`, 'Enter')
  window = 'v'
  taken.set(...(await take(watched)))
  await type(['q'])
  window = 'w'
  await take(goingOn)
  tmux('resize-window', '-t', 'w', '-x', '120', '-y', '40')
  await until(text => text.includes('the sweep has ended: q leaves'), RUN_S)
  await type(['q'])
  await until(text => /^run folder:/m.test(text), RUN_S)
  taken.set(
    'end',
    capture('-S', '-60')
      .replace(/^[\s\S]*?\n(?=What matters most)/, '')
      .replace(/\$\s*$/, ''),
  )
  const page = readFileSync('docs/dashboard.md', 'utf8')
  writeFileSync('docs/dashboard.md', withScreens(page, taken))
} finally {
  execFileSync('tmux', ['-L', socket, 'kill-server'])
  rmSync(folder, { recursive: true, force: true })
}
