// Escape sequences, marks of direction and other characters that a terminal obeys: put wherever a text can come from, and
// looked for in everything that every command says.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { encodeNetworkNpz } from '../../src/models/npz-network.js'
import { encodeSafetensors } from '../../src/models/safetensors.js'
import { fourArrays, fourImages, fourLabels, idx, npz } from '../data/own-files.js'
import { folderWith, start } from '../end-to-end/bench.js'
import { longTest } from '../long.js'
import { small } from '../models/networks.js'
import { answerOf } from './in-process.js'
import { controlsOf } from './program.js'

/** Clears the screen, sets the title, the same in C1, turns the direction of reading, rings. */
const EVIL = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e\u0007x'
const inYaml = JSON.stringify(EVIL)

/** Every text of a file that is not a number or a name of a table, made evil. */
function evilManifest(text: string): string {
  const manifest = JSON.parse(text)
  const own = { folder: EVIL, image_shape: [2, 3], classes: [EVIL, 'b'], examples: { train: 4, test: 2 } }
  return JSON.stringify({
    ...manifest,
    name: EVIL,
    question: EVIL,
    versions: { bench: EVIL, arithmetic: EVIL, node: EVIL, v8: EVIL },
    git: { commit: EVIL, dirty: true },
    machine: { ...manifest.machine, cpu: EVIL, platform: EVIL, arch: EVIL },
    command_line: ['bench', EVIL],
    datasets: [
      { ...manifest.datasets[0], found_in: EVIL },
      { name: `${EVIL}.npz`, sha256: { [EVIL]: EVIL }, found_in: EVIL, own },
    ],
    executions: manifest.executions.map((execution: object) => ({
      ...execution,
      versions: { bench: EVIL, arithmetic: EVIL, node: EVIL, v8: EVIL },
      command_line: [EVIL],
    })),
  })
}

/** The text of an error is a cell of its own: the one behind the hash of the weights. */
function evilTrials(text: string): string {
  const [head, ...rows] = text
    .trimEnd()
    .split('\r\n')
    .map(line => line.split(','))
  const [status, error] = ['status', 'error'].map(name => head!.indexOf(name)) as [number, number]
  rows[0]![status] = 'failed'
  rows[0]![error] = `"${EVIL}"`
  return [head!, ...rows].map(cells => `${cells.join(',')}\r\n`).join('')
}

let cwd: string
let run: string

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'bench-evil-'))
  mkdirSync(join(cwd, 'models'))
  const sweep = 'model: { hidden: [2] }\ntraining: { epochs: 2, batch_size: 5000 }\nseeds: 2\nsave: last\n'
  const files: Readonly<Record<string, string | Uint8Array>> = {
    'good.yaml': `name: good\nquestion: ${inYaml}\n${sweep}`,
    'bad.yaml': `name: ${inYaml}\n${inYaml}: ${EVIL}\nmodel: { activation: ${inYaml} }\ndataset: ${inYaml}\n`,
    'own.yaml': `name: own\ndataset: { npz: mine.npz, classes: [${inYaml}, b] }\nmodel: { hidden: [] }\ntraining: { epochs: 1, validation: 0.5 }\n`,
    'none.yaml': `name: none\ndataset: { npz: ${JSON.stringify(`${EVIL}.npz`)} }\n`,
    'mine.npz': npz(fourArrays()),
    'odd.npz': npz({ [EVIL]: { shape: [1], values: [1] } }),
    [`${EVIL}.npz`.replaceAll('/', '')]: npz(fourArrays()),
    'network.npz': encodeNetworkNpz(small),
    'network.safetensors': encodeSafetensors(small, { dataset: EVIL, epoch: EVIL }),
    'odd.safetensors': encodeSafetensors(small, { format: 'mlp-bench', format_version: EVIL }),
    images: idx([4, 2, 3], fourImages),
    labels: idx([4], fourLabels),
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content)
  const trained = await start(cwd, ['run', 'good.yaml', '--reporter', 'plain']).ended
  expect(trained.code, trained.stderr).toBe(0)
  run = join(cwd, 'runs', readdirSync(join(cwd, 'runs')).find(name => name.startsWith('good'))!)
  const evil = join(cwd, 'runs', `evil-${EVIL}`)
  cpSync(run, evil, { recursive: true })
  writeFileSync(join(evil, 'manifest.json'), evilManifest(readFileSync(join(run, 'manifest.json'), 'utf8')))
  writeFileSync(join(evil, 'trials.csv'), evilTrials(readFileSync(join(run, 'trials.csv'), 'utf8')))
  const torn = join(cwd, 'runs', `torn-${EVIL}`)
  cpSync(run, torn, { recursive: true })
  writeFileSync(join(torn, 'manifest.json'), `{"${EVIL}": ${EVIL}`)
  return () => rmSync(cwd, { recursive: true, force: true })
})

/** Command lines, `TRIAL` in place of an id. */
const lines: readonly (readonly string[])[] = [
  ['list'],
  ['list', '--json'],
  ['list', '--runs-dir', EVIL],
  ['show', 'evil'],
  ['show', 'evil', '--trials'],
  ['show', 'evil', '--json'],
  ['show', 'evil', 'TRIAL'],
  ['show', 'evil', 'TRIAL', '--json'],
  ['show', 'torn'],
  ['show', EVIL],
  ['show', 'good', EVIL],
  ['verify', 'evil', '--trial', EVIL],
  ['verify', EVIL],
  ['resume', 'evil'],
  ['resume', 'torn'],
  ['resume', EVIL],
  ['resume', 'good', '--extend', 'bad.yaml'],
  ['run', 'bad.yaml', '--resume'],
  ['summary', 'evil'],
  ['summary', 'evil', 'TRIAL'],
  ['summary', 'good.yaml'],
  ['summary', 'bad.yaml'],
  ['summary', 'network.safetensors'],
  ['summary', `${EVIL}.npz`],
  ['evaluate', 'evil'],
  ['evaluate', 'network.safetensors'],
  ['evaluate', 'network.safetensors', '--dataset', EVIL],
  ['evaluate', 'network.safetensors', '--dataset', `${EVIL}.npz`],
  ['evaluate', 'odd.safetensors'],
  ['evaluate', 'odd.npz'],
  ['evaluate', 'network.npz', '--activation', EVIL],
  ['evaluate', `${EVIL}.npz`],
  ['predict', 'network.safetensors', '--index', '0', '--dataset', 'mine.npz'],
  ['predict', 'evil', '--index', '0'],
  ['plan', 'good.yaml', '--no-forecast'],
  ['plan', 'bad.yaml'],
  ['plan', 'own.yaml', '--no-forecast', '--all'],
  ['plan', 'none.yaml'],
  ['plan', EVIL],
  ['plan', 'good.yaml', '--set', EVIL],
  ['plan', 'good.yaml', '--set', `${EVIL}=1`],
  ['plan', 'good.yaml', '--set', `model.activation=${EVIL}`],
  ['plan', 'good.yaml', '--seeds', EVIL],
  ['run', 'good.yaml', '--csv-delimiter', EVIL],
  ['run', 'good.yaml', '--reporter', EVIL],
  ['run', 'good.yaml', '--runs-dir', 'images/x'],
  ['gradcheck', 'own.yaml', '--first', '1'],
  ['gradcheck', EVIL],
  ['explain', EVIL],
  ['explain', 'optimizers', EVIL],
  ['data', 'show', EVIL],
  ['data', 'show', `${EVIL}.npz`],
  ['data', 'show', 'odd.npz'],
  ['data', 'show', '--images', EVIL, '--labels', 'labels'],
  ['data', 'show', '--images', 'images', '--labels', 'labels', '--class', EVIL],
  ['data', EVIL],
  [EVIL],
  ['list', `--${EVIL}`],
  ['list', EVIL],
]

describe('nothing that a terminal would obey is written by', () => {
  const titled = lines.map(words => [words.join(' ').replaceAll(EVIL, 'EVIL'), words] as const)
  test.each(titled)('bench %s', async (_, words) => {
    const [, row] = readFileSync(join(run, 'trials.csv'), 'utf8').split('\r\n')
    const trialId = row!.slice(0, row!.indexOf(','))
    await answerOf(cwd, ...words.map(word => (word === 'TRIAL' ? trialId : word))) // throws where there is one
  })

  const trains = async (reporter: 'plain' | 'json') => {
    const args = ['run', 'good.yaml', '--reporter', reporter, '--runs-dir', join('runs-', EVIL)]
    const { code, stdout, stderr } = await start(cwd, args).ended
    expect(code, stderr).toBe(0)
    expect(controlsOf(stdout + stderr)).toEqual([])
    if (reporter === 'json')
      expect(JSON.parse(stdout.split('\n')[0]!)).toMatchObject({ event: 'sweep-started' })
  }
  test('bench run, as it trains, with reporter plain', () => trains('plain'))
  longTest('bench run, as it trains, with reporter json', () => trains('json'))

  longTest('bench verify, as it trains', async () => {
    const { stdout, stderr } = await start(cwd, [
      'verify',
      basename(join(cwd, 'runs', `evil-${EVIL}`)),
      '--all',
    ]).ended
    expect(stdout).toMatch(/equal to the last bit/)
    expect(controlsOf(stdout + stderr)).toEqual([])
  })
})

test('people see the code of what a terminal would obey, wherever the text comes from', async () => {
  const shown = '\\u001b[2J\\u001b]0;owned\\u0007\\u009b31m\\u202e\\u0007x'
  for (const words of [
    [EVIL],
    ['plan', EVIL],
    ['list'],
    ['show', 'evil'],
    ['plan', 'good.yaml', '--no-forecast'],
    ['run', 'good.yaml', '--reporter', EVIL],
    ['explain', EVIL],
  ]) {
    const { out, talk } = await answerOf(cwd, ...words)
    // A name of a run may be cut, a title in a table as well: its beginning is there.
    expect(out + talk, words[0]).toContain(shown.slice(0, 12))
  }
})

test('what is written for programs reads back as it was', async () => {
  const { out } = await answerOf(cwd, 'show', 'evil', '--json')
  expect(JSON.parse(out).manifest.question).toBe(EVIL)
})

test('a cell that a spreadsheet would run is defused in the files of a run', async () => {
  const folder = folderWith({
    '=1+1.npz': '',
    'x.yaml':
      'name: formula\ndataset: { npz: "=cmd.npz" }\nmodel: { hidden: [] }\ntraining: { epochs: 1, validation: 0.5 }\n',
  })
  writeFileSync(join(folder, '=cmd.npz'), npz(fourArrays()))
  const { code, stderr } = await start(folder, ['run', 'x.yaml', '--reporter', 'plain']).ended
  expect(code, stderr).toBe(0)
  for (const file of ['trials.csv', 'configs.csv']) {
    const text = readFileSync(join(folder, 'runs', readdirSync(join(folder, 'runs'))[0]!, file), 'utf8')
    expect(text).toContain(",'=cmd.npz,")
    expect(text.split(/[\r\n,]+/).filter(cell => /^[=+@]/.test(cell))).toEqual([])
  }
})
