// The files as others read them: csv-parse without any of our own code, Python's csv module, and LibreOffice.
import { execFile, execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { expand } from '../../src/sweep/expand.js'
import { isLongRun } from '../long.js'
import {
  appendAll,
  ended,
  epochRecord,
  eventsOf,
  experiment,
  hostile,
  newStore,
  temporaryFolder,
} from './small-run.js'

const plan = expand({ ...experiment, seeds: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] })
const [first, ...others] = plan.trials
const failing = others.slice(0, hostile.length)

/** A finished run: the first trial completed, and then one failed for every hostile text, with that as its reason. */
async function hostileRun(delimiter: string, bom: boolean): Promise<string> {
  const store = await newStore(await temporaryFolder(), { plan, csv: { delimiter, bom } })
  await appendAll(store, eventsOf(first!))
  for (const [i, trial] of failing.entries())
    await appendAll(store, eventsOf(trial, { status: 'failed', error: hostile[i]! }, 0))
  await store.append(ended())
  return store.path
}

/** As a spreadsheet must see it: an apostrophe keeps a formula from being run. */
const defused = (text: string) => (/^'*[=+\-@\t\uFF1D]/.test(text) ? `'${text}` : text)

/** What every reader must find in trials.csv; `seen` is how that reader shows a text. */
function expectTrials(rows: readonly (readonly string[])[], seen = (text: string) => text): void {
  const [header, ...trials] = rows
  const column = (name: string) => trials.map(row => row[header!.indexOf(name)]!)
  expect(column('trial_id')).toEqual([first!, ...failing].map(({ trialId }) => trialId))
  expect(column('hidden').slice(0, 3)).toEqual(['none', '16', '12x6'])
  expect(column('error')).toEqual(['', ...hostile.map(defused).map(seen)])
  const { validation, train } = epochRecord(first!, 3)
  expect(Number(column('validation_accuracy')[0])).toBeCloseTo(validation!.accuracy, 14)
  expect(Number(column('validation_loss')[0])).toBeCloseTo(validation!.loss, 20)
  expect(Number(column('train_loss')[0])).toBeCloseTo(train.loss, 14)
  expect(column('validation_accuracy').slice(1)).toEqual(hostile.map(() => ''))
  expect(column('test_loss')).toEqual(['', ...hostile.map(() => '')])
}

const dialects = [
  { delimiter: ',', bom: false },
  { delimiter: ';', bom: true },
]

describe.each(dialects)('trials.csv with delimiter $delimiter', ({ delimiter, bom }) => {
  test('is read by csv-parse with every value intact', async () => {
    const path = await hostileRun(delimiter, bom)
    expectTrials(parse(await readFile(join(path, 'trials.csv')), { delimiter, bom }))
  })

  test.skipIf(!has('python3', '--version'))("is read by Python's csv with every value intact", async () => {
    const path = await hostileRun(delimiter, bom)
    const script = `
import csv, json, sys
with open(sys.argv[1], newline="", encoding="utf-8-sig") as file:
    print(json.dumps(list(csv.reader(file, delimiter=sys.argv[2], strict=True))))`
    const { stdout } = await run('python3', ['-c', script, join(path, 'trials.csv'), delimiter])
    expectTrials(JSON.parse(stdout))
  })

  // LibreOffice takes seconds to start: the form with more to misread is the one for every day.
  test.runIf((isLongRun || bom) && has('soffice', '--version'))(
    'is read by LibreOffice with every value intact',
    async () => {
      const path = await hostileRun(delimiter, bom)
      // In: this delimiter, quote ", UTF-8, from row 1. Out: the same as plain CSV, text as it is stored and not as it is shown.
      const profile = pathToFileURL(join(path, 'profile'))
      const options = (code: number) => `${code},34,76,1`
      await run('soffice', [
        `-env:UserInstallation=${profile}`,
        '--headless',
        `--infilter=CSV:${options(delimiter.charCodeAt(0))}`,
        '--convert-to',
        `csv:Text - txt - csv (StarCalc):${options(44)},,0,false,false,false`,
        '--outdir',
        join(path, 'converted'),
        join(path, 'trials.csv'),
      ])
      const rows = parse(await readFile(join(path, 'converted', 'trials.csv')), { bom: true })
      expectTrials(rows, text => text.replaceAll(/\r\n?/g, '\n')) // its line breaks within a cell are LF
    },
  )
})

function has(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore', timeout: 30_000 })
    return true
  } catch {
    return false
  }
}

function run(command: string, args: readonly string[]): Promise<{ stdout: string }> {
  return promisify(execFile)(command, args, { timeout: 50_000 })
}
