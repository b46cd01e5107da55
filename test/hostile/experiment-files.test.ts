// Experiment files that mean harm: refused with exit code 2, and nothing is made. Those that could cost memory or time are
// given to the real program.
// What the reader says of each kind is tested in experiment-texts.test.ts.
import { execFileSync } from 'node:child_process'
import { closeSync, ftruncateSync, mkdirSync, openSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { folderWith, rowsOf, runIn } from '../end-to-end/bench.js'
import { isLongRun, longTest } from '../long.js'
import { answerOf } from './in-process.js'
import { expectPlain, expectRefused, filesBelow, measured } from './program.js'

const lists = Array.from({ length: 9 }, (_, i) => {
  const ten = Array(10).fill(i === 0 ? 'lol' : `*l${i - 1}`)
  return `l${i}: &l${i} [${ten.join(', ')}]`
})

const texts: Readonly<Record<string, readonly [code: string, content: string | Uint8Array]>> = {
  nothing: ['not-an-experiment', ''],
  'a program': [
    '(yaml-syntax|not-an-experiment|unknown-key)',
    Uint8Array.from({ length: 4096 }, (_, i) => (i * 167 + 13) % 256),
  ],
  zeros: ['(yaml-syntax|not-an-experiment)', new Uint8Array(10_000)],
  '200 KB of brackets': ['nested-too-deeply', `name: ${'['.repeat(200_000)}`],
  'a map in a map, and so on': ['nested-too-deeply', `name: ${'{a: '.repeat(60_000)}`],
  'aliases of a billion values': ['too-many-aliases', ['name: a', ...lists].join('\n')],
  'an alias of itself': ['bad-alias', 'name: a\nquestion: &q [*q]'],
  'a key twice': ['duplicate-key', 'name: a\nname: b'],
  'indentation by tabs': ['yaml-syntax', 'name: a\ntraining:\n\tepochs: 1\n'],
  'a way out of the folder': ['bad-name', 'name: ../../escaped'],
  'an absolute path': ['bad-name', 'name: /tmp/escaped'],
  'a path of Windows': ['bad-name', 'name: C:\\escaped'],
  'a hidden folder': ['bad-name', 'name: .escaped'],
  'a device of Windows': ['bad-name', 'name: NUL.txt'],
  'a zero byte': ['bad-name', 'name: "a\\0b"'],
  'an escape sequence': ['bad-name', 'name: "\\e]0;owned\\a"'],
  'escape sequences everywhere': ['unknown-key', 'name: a\n"\\e[2J": "\\e[31m"\n\u009b31m: \u202e1'],
  'a name of 10,000 letters': ['bad-name', `name: ${'a'.repeat(10_000)}`],
  'a trillion trials': [
    'sweep-too-large',
    `name: a\nseeds: 1000000\nsweep: { training.l2: [${Array.from({ length: 1000 }, (_, i) => i / 1e6)}] }`,
  ],
  'a network of a billion units': [
    '(out-of-range|network-too-large)',
    'name: a\nmodel: { hidden: [1000000000] }',
  ],
}

describe('an experiment file that holds', () => {
  test.each(Object.entries(texts))('%s is refused', async (_, [code, content]) => {
    const cwd = folderWith()
    writeFileSync(join(cwd, 'x.yaml'), content)
    const { code: exit, out, talk } = await answerOf(cwd, 'run', 'x.yaml')
    expect([exit, out]).toEqual([2, ''])
    expect(talk).toMatch(new RegExp(`^error ${code}:`))
    expect(filesBelow(cwd)).toEqual([join(cwd, 'x.yaml')])
  })

  const costsLittle = async (name: string) => {
    const [code, content] = texts[name]!
    const cwd = folderWith()
    writeFileSync(join(cwd, 'x.yaml'), content)
    expectRefused(await measured(cwd, 'run', 'x.yaml', '--reporter', 'plain'), code)
    expect(filesBelow(cwd)).toEqual([join(cwd, 'x.yaml')])
  }
  test('aliases of a billion values costs little', () => costsLittle('aliases of a billion values'))
  test.runIf(isLongRun).each(['200 KB of brackets', 'a trillion trials'])('%s costs little', costsLittle)

  longTest('50 MB is refused without being read', async () => {
    const cwd = folderWith({ 'full.yaml': `name: a\n${'# comment\n'.repeat(5_000_000)}` })
    expectRefused(await measured(cwd, 'run', 'full.yaml'), 'file-too-large')
  })

  test('10 GB of nothing is refused without being read', async () => {
    const cwd = folderWith()
    const file = openSync(join(cwd, 'sparse.yaml'), 'w')
    ftruncateSync(file, 10 * 2 ** 30)
    closeSync(file)
    expectRefused(await measured(cwd, 'plan', 'sparse.yaml'), 'file-too-large')
  })
})

describe('in the place of an experiment file', () => {
  test.runIf(process.platform !== 'win32')(
    'a device without an end, and one without anything, is refused',
    async () => {
      const cwd = folderWith()
      expectRefused(await measured(cwd, 'plan', '/dev/zero'), 'file-too-large')
      const { code, talk } = await answerOf(cwd, 'plan', '/dev/null')
      expect([code, talk]).toEqual([2, expect.stringMatching(/^error not-an-experiment:/)])
    },
  )

  test('a folder, a link in a circle, or a name that is too long is refused', async () => {
    const cwd = folderWith()
    mkdirSync(join(cwd, 'folder.yaml'))
    symlinkSync('circle.yaml', join(cwd, 'circle.yaml'))
    for (const path of ['folder.yaml', 'circle.yaml', 'x'.repeat(300), '\u001b[2J.yaml'])
      expect(await answerOf(cwd, 'plan', path)).toMatchObject({
        code: 2,
        talk: expect.stringMatching(/^error file-unreadable:/),
      })
  })
})

test('what only looks odd is read: a byte order mark, CR LF and a Korean name', async () => {
  const question = '"\\e[31m왜?\\e[0m \\u202e"'
  const network = 'model: { hidden: [2] }\ntraining: { epochs: 1, batch_size: 5000 }\n'
  const text = `\uFEFFname: 너비-또는-활성화\nquestion: ${question}\n${network}`.replaceAll('\n', '\r\n')
  const cwd = folderWith({ 'x.yaml': text })
  const { code, stdout, stderr } = await measured(cwd, 'run', 'x.yaml', '--reporter', 'plain')
  expect(code, stderr).toBe(0)
  expectPlain(stdout + stderr)
  const run = runIn(cwd)
  expect(run.startsWith(join(cwd, 'runs', '너비-또는-활성화-2'))).toBe(true)
  expect(rowsOf(run, 'trials.csv')).toHaveLength(1)
  expect(filesBelow(cwd).filter(path => !path.startsWith(run))).toEqual([join(cwd, 'x.yaml')])
})

test.runIf(process.platform !== 'win32')('a pipe that is written slowly is read to its end', async () => {
  const cwd = folderWith()
  const pipe = join(cwd, 'pipe')
  execFileSync('mkfifo', [pipe])
  const running = measured(cwd, 'plan', 'pipe', '--no-forecast')
  execFileSync('sh', ['-c', `(printf 'name: '; sleep 0.2; printf 'a\\n') > ${pipe}`])
  const { code, stdout } = await running
  expect(code).toBe(0)
  expect(stdout).toContain('a')
})
