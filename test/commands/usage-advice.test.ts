import { tmpdir } from 'node:os'
import { describe, expect, test } from 'vitest'
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
    expect(await refusal('list', '--constructor')).toContain('bench list has no option --constructor')
    expect(await refusal()).toBe(
      'error usage: which command?\n  why: the first word says what bench is to do\n  fix: bench --help lists the commands\n',
    )
    expect(await refusal('--json', 'list')).toContain('\n  fix: write it first: bench list ...\n')
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

describe('a word or a value that is missing', () => {
  test.each([
    [['predict', 'latest'], '--index is missing', 'which image, from 0, as in bench data show'],
    [['run', 'a.yaml', '--seeds'], '--seeds is without its value', 'a count, or a list such as 0,1,2'],
    [['list', '--runs-dir='], '--runs-dir is empty', 'it takes a value: folder of the runs'],
    [['data'], 'bench data needs <action>', '<action> is what to do; one of list, pull, show'],
    [
      ['compare'],
      'bench compare needs <runs..>',
      '<runs..> is folders, beginnings of their names, or latest',
    ],
  ])('%j: %s', async (words, what, why) => {
    expect(await refusal(...words)).toMatch(form(what, why))
  })

  // Those that can be called without a word are list and explain.
  test.each(
    ['run', 'resume', 'watch', 'plan', 'show', 'compare', 'verify', 'data'].concat([
      'gradcheck',
      'summary',
      'evaluate',
    ]),
  )('is said of bench %s alone, with an example', async command => {
    expect(await refusal(command)).toMatch(
      new RegExp(
        `^error usage: bench ${command} needs (<[a-z.]+>)\\n  why: \\1 is .+\\n  fix: as in: bench ${command} .+\\n$`,
      ),
    )
  })
})

describe('a value that an option does not take', () => {
  test.each([
    [['predict', 'latest', '--index', 'seven'], '--index is "seven"', 'it takes a number: which image'],
    [['predict', 'latest', '--index=seven'], '--index is "seven"', 'it takes a number: which image'],
    [['run', 'a.yaml', '--workers', 'all'], '--workers is "all"', 'it takes a number: trials at a time'],
    [['run', 'a.yaml', '--workers='], '--workers is ""', 'it takes a number: trials at a time'],
    [['run', 'a.yaml', '--detach=maybe'], '--detach has the value "maybe"', 'it is on or off'],
    [['plan', 'a.yaml', '--no-forecast=1'], '--no-forecast has the value "1"', 'it is on or off'],
    [['data', 'nope'], '<action> is "nope"', 'it must be one of list, pull, show'],
    [
      ['watch', 'x', '--reporter', 'loud'],
      '--reporter is "loud"',
      'it must be one of auto, dashboard, plain',
    ],
    [['list', '--no-runs-dir'], 'there is no option --no-runs-dir', '--runs-dir takes a value: folder of'],
    [['run', 'a.yaml', '--no-workers'], 'there is no option --no-workers', '--workers takes a value: trials'],
    [['show', 'a', '--runs-dir', 'b', '--runs-dir', 'c'], '--runs-dir is given twice', 'it takes one value'],
  ])('%j', async (words, what, why) => {
    expect(await refusal(...words)).toMatch(form(what, why))
  })

  test('is not taken apart at its dots', async () => {
    expect(await refusal('list', '--runs-dir.x=1')).toBe(
      'error usage: bench list has no option --runs-dir.x\n  fix: did you mean --runs-dir?\n',
    )
  })
})

test('a word too many is named, with those that are taken', async () => {
  expect(await refusal('show', 'latest', 't1', 't2')).toBe(
    'error usage: bench show has no use for "t2"\n  why: besides options it takes <run> [trial]\n  fix: bench show --help\n',
  )
})

/** Of the whole message: what is wrong, the beginning of why, and something to do. */
function form(what: string, why: string): RegExp {
  const [first, second] = [what, why].map(text => text.replace(/[.?<>[\]()]/g, '\\$&'))
  return new RegExp(`^error usage: ${first}\\n  why: ${second}.*\\n  fix: .+\\n$`)
}

describe('an option that would do nothing beside the others', () => {
  test.each([
    [['run', 'a.yaml', '--retry-failed'], '--retry-failed without --resume'],
    [['run', 'a.yaml', '--accept-version'], '--accept-version without --resume'],
    [['plan', 'a.yaml', '--no-forecast', '--workers', '2'], '--workers beside --no-forecast'],
    [['plan', 'a.yaml', '--no-forecast', '--data-dir=d'], '--data-dir beside --no-forecast'],
    [['show', 'latest', 't3f', '--trials'], '--trials beside a trial'],
    [['compare', 'latest', '--csv-delimiter', ';'], '--csv-delimiter beside --format text'],
    [['compare', 'latest', '--csv-bom', '--format=json'], '--csv-bom beside --format json'],
    [['data', 'list', '--split', 'test'], '--split with bench data list'],
    [['data', 'pull', 'mnist', '--class', '3'], '--class with bench data pull'],
    [['evaluate', 'latest', '--ascii', '--format', 'json'], '--ascii beside --format json'],
    [['predict', 'latest', '--index', '1', '--ascii', '--format', 'json'], '--ascii beside --format json'],
  ])('%j is refused', async (words, what) => {
    const [first, why, fix] = (await refusal(...words)).split('\n')
    expect(first).toBe(`error usage: ${what}`)
    expect([why, fix]).toEqual([expect.stringMatching(/^ {2}why: ./), expect.stringMatching(/^ {2}fix: ./)])
  })

  test.each([
    [['run', 'there-is-none.yaml', '--retry-failed', '--resume']],
    [['run', 'there-is-none.yaml', '--no-retry-failed']],
    [['plan', 'there-is-none.yaml', '--workers', '2']],
    [['show', 'there-is-none', '--trials']],
    [['compare', 'there-is-none', '--csv-delimiter', ';', '--format', 'csv']],
    [['evaluate', 'there-is-none', '--ascii']],
  ])('and %j, where it does something, is not', async words => {
    expect(await refusal(...words)).toMatch(/^error (file-unreadable|unknown-run): /)
  })
})
