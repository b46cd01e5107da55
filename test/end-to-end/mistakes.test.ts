import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { answerOf } from '../hostile/in-process.js'
import { bench, folderWith } from './bench.js'

const threeMistakes = `name: wrong
model: { hidden: [100], activation: rellu }
optimizer: { name: adam, momentum: 0.9 }
training:
  batch_size: "32"
`

describe('mistakes in an experiment file', () => {
  test('are shown all at once, each with line, column, excerpt, why and fix, and nothing is made', async () => {
    const cwd = folderWith({ 'wrong.yaml': threeMistakes })
    const { code, stdout, stderr } = await bench(cwd, 'run', 'wrong.yaml')
    expect(code).toBe(2)
    expect(stdout).toBe('')
    // Counted by hand: rellu begins at column 37 of line 2, momentum at 26 of line 3, "32" at 15 of line 5.
    expect(stderr.match(/wrong\.yaml:\d+:\d+/g)).toEqual([
      'wrong.yaml:2:37',
      'wrong.yaml:3:26',
      'wrong.yaml:5:15',
    ])
    expect(stderr).toContain('error unknown-activation: activation "rellu" is not known')
    expect(stderr).toContain(
      '  2 | model: { hidden: [100], activation: rellu }\n    |                                     ^^^^^\n',
    )
    expect(stderr).toContain('did you mean "relu"?')
    expect(stderr).toContain('remove the quotes')
    expect(stderr).not.toContain('    at ') // no stack
    expect(existsSync(join(cwd, 'runs'))).toBe(false)
  })

  test('are the same for plan and summary', async () => {
    const cwd = folderWith({ 'wrong.yaml': threeMistakes })
    const [run, plan, summary] = await Promise.all(
      ['run', 'plan', 'summary'].map(command => answerOf(cwd, command, 'wrong.yaml')),
    )
    expect([run!.code, plan!.code, summary!.code]).toEqual([2, 2, 2])
    expect(plan!.talk).toBe(run!.talk)
    expect(summary!.talk).toBe(run!.talk)
  })

  test('such as ten billion trials or an alias bomb are counted, not expanded', async () => {
    const hundred = `[${Array.from({ length: 100 }, (_, i) => i + 1).join(', ')}]`
    const cwd = folderWith({
      'many.yaml': `name: many\nsweep:\n  training.epochs: ${hundred}\n  training.batch_size: ${hundred}\n  training.split_seed: ${hundred}\n  training.l2: ${hundred}\nseeds: 100\n`,
      'bomb.yaml': `a: &a [x, x, x, x, x, x, x, x]\n${'bcdefghij'
        .split('')
        .map((c, i) => `${c}: &${c} [${Array(8).fill(`*${'abcdefghi'[i]}`).join(', ')}]`)
        .join('\n')}\nname: bomb\nsweep: { model.hidden: *j }\n`,
    })
    const [many, bomb] = [await answerOf(cwd, 'run', 'many.yaml'), await answerOf(cwd, 'run', 'bomb.yaml')]
    expect([many.code, bomb.code]).toEqual([2, 2])
    expect(many.talk).toContain('10,000,000,000')
    expect(bomb.talk).toContain('too-many-aliases')
    expect(existsSync(join(cwd, 'runs'))).toBe(false)
  })
})

describe('mistakes on the command line', () => {
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ['a file that is not there', ['run', 'nowhere.yaml'], 'file-unreadable'],
    ['a folder in place of a file', ['run', '.'], 'it is a folder'],
    ['a command that there is not', ['rum', 'good.yaml'], 'run'],
    ['no command', [], 'which command?'],
    ['an option that there is not', ['run', 'good.yaml', '--wrokers', '2'], 'wrokers'],
    ['no workers', ['run', 'good.yaml', '--workers', '0'], '--workers is 0'],
    [
      'workers that are not a number',
      ['run', 'good.yaml', '--workers', 'two'],
      'it takes a number: trials at a time',
    ],
    ['an option without its value', ['plan', 'good.yaml', '--set'], '--set is without its value'],
    ['a number that was forgotten', ['run', 'good.yaml', '--workers', '--set', 'seeds=1'], 'workers'],
    [
      'runs in a place where no folder can be',
      ['run', 'good.yaml', '--runs-dir', '/proc/x'],
      'run-unwritable',
    ],
    ['a value that makes no sense', ['run', 'good.yaml', '--set', 'optimizer.learning_rate=fast'], '--set'],
    ['a reporter that there is not', ['run', 'good.yaml', '--reporter', 'loud'], 'reporter'],
    [
      'a reporter of what shows nothing',
      ['run', 'good.yaml', '--detach', '--reporter', 'json'],
      'error bad-option: --reporter json beside --detach',
    ],
    ['seeds that are none', ['run', 'good.yaml', '--seeds', 'many'], '--seeds'],
    ['a delimiter that no spreadsheet knows', ['run', 'good.yaml', '--csv-delimiter', 'x'], 'csv-delimiter'],
    ['runs in a place that is a file', ['run', 'good.yaml', '--runs-dir', 'good.yaml'], 'run-unwritable'],
    [
      'an option given twice',
      ['run', 'good.yaml', '--runs-dir', 'a', '--runs-dir', 'b'],
      '--runs-dir is given twice',
    ],
    ['seeds given twice', ['plan', 'good.yaml', '--seeds', '1', '--seeds', '2'], '--seeds is given twice'],
    ['a topic that there is not', ['explain', 'adamm'], 'did you mean "adam"?'],
    ['a topic that every object has', ['explain', 'optimizers', 'constructor'], 'nothing to explain'],
  ]
  test.each(cases)('%s: a clear error, exit code 2 and no run', async (_what, args, text) => {
    const cwd = folderWith({ 'good.yaml': 'name: good\nmodel: { hidden: [2] }\ntraining: { epochs: 1 }\n' })
    mkdirSync(join(cwd, 'runs'))
    const { code, talk } = await answerOf(cwd, ...args)
    expect(talk).toContain(text)
    expect(talk).not.toContain('    at ')
    expect(code).toBe(2)
    expect(existsSync(join(cwd, 'runs', 'good'))).toBe(false)
  })
})
