// `npm run screens`: writes the screens of docs/dashboard.md and the picture of the README from a real run, in a real terminal
// (tmux). The run takes a minute or two and lies in a temporary folder.
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
}

/** One after the other, each from where the one before has left the dashboard. */
const screens: readonly Screen[] = [
  { name: 'ranking', size: [120, 40], keys: ['j', 'l'], shows: /^› *1.*\n.*seed 0/m },
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
]

/** Share of the trials that have ended before the first screen is taken, so that some still run. */
const BEGIN = 0.45

const socket = `bench-screens-${process.pid}`
const folder = mkdtempSync(join(tmpdir(), 'bench-screens-'))
const bench = resolve('bin/bench.js')
const experiment = resolve('docs/dashboard.yaml')

function tmux(...args: readonly string[]): string {
  return execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], { encoding: 'utf8' })
}

function capture(...options: readonly string[]): string {
  return tmux('capture-pane', '-t', 'w', '-p', ...options)
}

async function until(ready: (text: string) => boolean): Promise<string> {
  for (let tries = 0; tries < 900; tries++) {
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

async function take({
  name,
  size: [columns, rows],
  keys,
  shows,
}: Screen): Promise<readonly [string, string]> {
  tmux('resize-window', '-t', 'w', '-x', String(columns), '-y', String(rows))
  await sleep(300)
  for (const key of keys) {
    tmux('send-keys', '-t', 'w', ...(key.includes(' ') ? ['-l', key] : [key]))
    await sleep(250) // as a person types: Esc and a letter at once would be another key
  }
  const text = await until(candidate => shows.test(candidate))
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
  tmux('send-keys', '-t', 'w', `node ${bench} run ${experiment}`, 'Enter')
  await until(text => shareDone(text) >= BEGIN)
  const taken = new Map<string, string>()
  for (const screen of screens) taken.set(...(await take(screen)))
  tmux('resize-window', '-t', 'w', '-x', '120', '-y', '40')
  await until(text => /^run folder:/m.test(text))
  taken.set(
    'end',
    capture('-S', '-60')
      .replace(/^[\s\S]*?\n(?=What matters most)/, '')
      .replace(/\$ *$/, ''),
  )
  const page = readFileSync('docs/dashboard.md', 'utf8')
  writeFileSync('docs/dashboard.md', withScreens(page, taken))
} finally {
  execFileSync('tmux', ['-L', socket, 'kill-server'])
  rmSync(folder, { recursive: true, force: true })
}
