// bench verify on a run of the real program: equal to the last bit, and what is said where something was changed.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { answerOf } from '../hostile/in-process.js'
import { longDescribe, longTest } from '../long.js'
import { bench, folderWith, type Row, rowsOf, runIn } from './bench.js'

/** One of the trials diverges: its rate is far too large. */
const sweep = `
name: verified
model: { hidden: [4] }
training: { epochs: 2, batch_size: 500 }
sweep: { optimizer: [{ name: adam }, { name: sgd, learning_rate: [0.5, 1e30] }] }
seeds: [3]
save: best
`

let original: { readonly cwd: string; readonly run: string; readonly rows: Row[] }

beforeAll(async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'bench-verify-')) // outlives a test
  writeFileSync(join(cwd, 'sweep.yaml'), sweep)
  const ended = await bench(cwd, 'run', 'sweep.yaml', '--reporter', 'plain')
  expect(ended.code, ended.stderr).toBe(0)
  const run = runIn(cwd)
  original = { cwd, run, rows: rowsOf(run, 'trials.csv') }
  return () => rmSync(cwd, { recursive: true, force: true })
})

/** A copy of the run, with the text of some files changed. */
function changed(changes: Readonly<Record<string, (text: string) => string>>): { cwd: string; run: string } {
  const cwd = folderWith()
  const run = join(cwd, 'runs', basename(original.run))
  cpSync(original.run, run, { recursive: true })
  for (const [file, change] of Object.entries(changes)) {
    const path = join(run, file)
    const text = readFileSync(path, 'latin1')
    const after = change(text)
    expect(after, `the change of ${file}`).not.toBe(text)
    writeFileSync(path, after, 'latin1')
  }
  return { cwd, run }
}

const idOf = (optimizer: string, rate: string) =>
  original.rows.find(row => row['optimizer'] === optimizer && row['learning_rate'] === rate)!['trial_id']!

describe('a run that nobody has touched', () => {
  test('is equal to the last bit, a diverged trial and the kept weights included', async () => {
    const { cwd } = original
    const { code, stdout } = await bench(cwd, 'verify', 'latest', '--all', '--workers', '2')
    expect(code).toBe(0)
    expect(stdout.match(/^same /gm)).toHaveLength(3)
    expect(stdout).toMatch(/: 3 trials of 3 with a result, 2 completed and 1 diverged$/m)
    expect(stdout).toContain('3 of 3 trials equal to the last bit')
    expect(stdout).toMatch(/made by {2}bench .*, arithmetic .*, Node .*\nhere +the same\n/)
    // Of the row: the hash that is printed begins as the one in the file.
    const { trial_id, weights_sha256 } = original.rows.find(({ optimizer }) => optimizer === 'adam')!
    expect(weights_sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(stdout).toContain(trial_id)
    expect(stdout).toContain(`weights ${weights_sha256!.slice(0, 12)}`)
  })

  longTest('may be verified by a sample, or by one trial, and for programs', async () => {
    const { cwd } = original
    const id = idOf('sgd', '0.5')
    const sample = await bench(cwd, 'verify', 'latest', '--trials', '2')
    expect([sample.code, sample.stdout]).toEqual([0, expect.stringContaining('2 of 2 trials equal')])
    const one = await bench(cwd, 'verify', 'latest', '--trial', id.slice(0, 6), '--json')
    const { results, here } = JSON.parse(one.stdout)
    expect(results).toHaveLength(1)
    expect(results[0]).toMatchObject({ trial_id: id, seed: 3, result: 'same', epochs: 2 })
    expect(here.Node).toBe(process.versions.node)
  })
})

test('a number that contradicts another one is no success, whichever trials are trained again', async () => {
  const edited = idOf('adam', '0.001')
  const { cwd } = changed({
    'trials.csv': text => {
      const line = text.split('\r\n').find(row => row.startsWith(edited))!
      const { validation_accuracy: accuracy } = original.rows.find(({ trial_id }) => trial_id === edited)!
      return text.replace(line, line.replace(`,${accuracy},`, ',0.99,'))
    },
  })
  const { code, stdout, stderr } = await bench(cwd, 'verify', 'latest', '--trial', idOf('sgd', '0.5'))
  expect(stderr).toMatch(new RegExp(`^note: .*${edited}.*0\\.99`, 'm'))
  expect(stdout).toContain('1 of 1 trial equal to the last bit; 1 contradiction in the tables, told of above')
  expect(code).toBe(1)
})

// Long: `npm run test:all`.
longDescribe('a run in which something was changed', () => {
  test.each([
    [
      'one digit of one epoch',
      'epochs.csv',
      (text: string) => {
        const id = idOf('adam', '0.001')
        const line = text.split('\r\n').find(row => row.startsWith(id) && row.split(',')[3] === '2')!
        const cells = line.split(',')
        cells[6] = `${cells[6]!.slice(0, -1)}${(Number(cells[6]!.at(-1)) + 1) % 10}`
        return text.replace(line, cells.join(','))
      },
      /DIFFERENT {2}\S+ .*: epoch 2, train_loss was \S+, and is \S+/,
    ],
    [
      'an epoch that is missing',
      'epochs.csv',
      (text: string) => {
        const id = idOf('adam', '0.001')
        return text
          .split('\r\n')
          .filter(row => !(row.startsWith(id) && row.split(',')[3] === '2'))
          .join('\r\n')
      },
      /epoch 2, the epoch was missing, and is measured/,
    ],
    [
      'the hash of the weights',
      'trials.csv',
      (text: string) => {
        const { weights_sha256: hash } = original.rows.find(({ optimizer }) => optimizer === 'adam')!
        return text.replace(
          hash!,
          hash!.replace(/.$/, digit => (digit === '0' ? '1' : '0')),
        )
      },
      /: weights_sha256 was [0-9a-f]{64}, and is [0-9a-f]{64}/,
    ],
    [
      'the loss at which a trial diverged',
      'trials.csv',
      (text: string) => text.replace(/the loss was (NaN|Infinity) at epoch 1/, 'the loss was 7 at epoch 1'),
      /: error was the loss was 7 .*, and is the loss was/,
    ],
    [
      'a configuration, which then is not trained',
      'manifest.json',
      (text: string) => text.replaceAll('"epochs": 2', '"epochs": 900000000'),
      /: trial_id was t[0-9a-f]{12}, and is t[0-9a-f]{12}/,
    ],
  ])('is told of: %s', async (_, file, change, message) => {
    const { cwd } = changed({ [file]: change })
    const { code, stdout, stderr } = await bench(cwd, 'verify', 'latest', '--all')
    expect(stderr).toMatch(/^(note: .*\n)*$/) // where another file says otherwise as well
    expect(code).toBe(1)
    expect(stdout).toMatch(message)
  })

  test('is told of: one bit of kept weights, or a file that holds none any more', async () => {
    const id = idOf('adam', '0.001')
    const model = `models/${id}.safetensors`
    const lastBit = changed({
      [model]: text =>
        text.slice(0, -4) + String.fromCharCode(text.charCodeAt(text.length - 4) ^ 1) + text.slice(-3),
    })
    const cut = changed({ [model]: text => text.slice(0, 100) })
    const [bit, none] = await Promise.all(
      [lastBit, cut].map(({ cwd }) => bench(cwd, 'verify', 'latest', '--trial', id)),
    )
    expect(bit!.code).toBe(1)
    expect(bit!.stdout).toMatch(/kept weights was [0-9a-f]{64}, and is [0-9a-f]{64}/)
    expect(none!.code).toBe(1)
    expect(none!.stdout).toContain('kept weights was ')
    expect(none!.stderr).toBe('')
  })

  test('says which machine and versions made it, where these are others', async () => {
    const { cwd } = changed({
      'manifest.json': text => text.replaceAll(/"arithmetic": "[^"]*"/g, '"arithmetic": "of-old"'),
    })
    const { stdout } = await bench(cwd, 'verify', 'latest', '--trial', idOf('sgd', '0.5'))
    expect(stdout).toMatch(/made by .*arithmetic of-old/)
    expect(stdout).toMatch(/here +arithmetic simd-\d+; the rest is the same/)
    expect(stdout).toContain('the arithmetic has changed since then')
  })
})

describe('what cannot be verified is refused with exit code 2', () => {
  test.each([
    ['two ways to choose', ['--all', '--trials', '2'], '--trials, --all and --trial say different things'],
    ['no trials', ['--trials', '0'], '--trials is 0'],
    ['a trial that is not there', ['--trial', 'tffffffffffff'], 'no trial of'],
  ])('%s', async (_, args, message) => {
    const { code, out, talk } = await answerOf(original.cwd, 'verify', 'latest', ...args)
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(talk).toContain(message)
  })

  test('a run without a result', async () => {
    const { cwd } = changed({ 'trials.csv': text => text.slice(0, text.indexOf('\r\n') + 2) })
    const { code, talk } = await answerOf(cwd, 'verify', 'latest')
    expect(code).toBe(2)
    expect(talk).toContain('error nothing-to-verify')
  })
})
