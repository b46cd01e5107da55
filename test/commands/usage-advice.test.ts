import { tmpdir } from 'node:os'
import { describe, expect, test } from 'vitest'
import { adviseCommand } from '../../src/commands/usage-advice.js'
import { answerOf } from '../hostile/in-process.js'

async function refusal(...words: readonly string[]): Promise<string> {
  const { code, out, talk } = await answerOf(tmpdir(), ...words)
  expect([code, out]).toEqual([2, ''])
  return talk
}

describe('a command that there is not', () => {
  test.each([
    ['train', 'run'],
    ['fit', 'run'],
    ['trian', 'run'],
    ['eval', 'evaluate'],
    ['evalute', 'evaluate'],
    ['shwo', 'show'],
    ['ls', 'list'],
    ['Resume', 'resume'],
    ['check', 'plan'],
  ])('%s is told to be %s here', async (written, meant) => {
    expect(await refusal(written, 'x.yaml')).toBe(
      `error usage: there is no command "${written}"\n  fix: did you mean bench ${meant}?   bench --help lists the commands\n`,
    )
  })

  test('with nothing like it leads to the list', async () => {
    expect(await refusal('xyzzy')).toBe(
      'error usage: there is no command "xyzzy"\n  fix: bench --help lists the commands\n',
    )
  })

  test('is found behind options', async () => {
    expect(await refusal('--runs-dir', 'a', 'lst')).toContain(
      'no command "lst"\n  fix: did you mean bench list?',
    )
  })

  test('is not said of one that there is, whatever else is wrong', async () => {
    expect(await refusal('list', '--constructor')).toContain('Unknown argument: constructor')
    expect(await refusal()).toContain('Which command?')
    expect(adviseCommand(['list'], [{ name: 'list', otherNames: [], options: [], example: '' }])).toBeNull()
  })
})

describe('an option that a command does not have', () => {
  test.each([
    [['run', 'a.yaml', '--epochs', '3'], 'write --set training.epochs=3'],
    [['run', 'a.yaml', '--epochs=3'], 'write --set training.epochs=3'],
    [['plan', 'a.yaml', '--lr', '0.1'], 'write --set optimizer.learning_rate=0.1'],
    [['run', 'a.yaml', '--batch-size', '64'], 'write --set training.batch_size=64'],
    [['run', 'a.yaml', '--hidden', '[64, 32]'], "write --set model.hidden='[64, 32]'"],
    [['run', 'a.yaml', '--epoch', '3'], 'write --set training.epochs=3'],
    [['run', 'a.yaml', '--optimizer'], 'write --set optimizer=...'],
    [['run', 'a.yaml', '--save', 'best'], 'write --set save=best'],
    [['run', 'a.yaml', '--set', 'training.epochs', '3'], 'write --set training.epochs=3'],
    [['run', 'a.yaml', '--seed', '3'], 'did you mean --seeds?'],
    [['run', 'a.yaml', '--worker', '3'], 'did you mean --workers?'],
    [['list', '--epochs', '3'], 'bench list --help'],
    [['run', 'a.yaml', 'b.yaml'], 'bench run --help'],
  ])('%j: %s', async (words, fix) => {
    expect(await refusal(...words)).toContain(`\n  fix: ${fix}\n`)
  })
})

test('what is missing is asked for with an example', async () => {
  expect(await refusal('predict', 'latest')).toBe(
    'error usage: --index is missing\n  fix: as in: bench predict latest t3f --index 7\n',
  )
  expect(await refusal('run')).toContain('\n  fix: as in: bench run experiments/quickstart.yaml\n')
})

test.each([
  [['predict', 'latest', '--index', 'seven'], '--index is "seven"'],
  [['predict', 'latest', '--index=seven'], '--index is "seven"'],
  [['run', 'a.yaml', '--workers', 'all'], '--workers is "all"'],
])('%j is told that a number is expected', async (words, what) => {
  expect(await refusal(...words)).toContain(`error usage: ${what}; it takes a number\n  fix: as in: bench `)
})
