// The real command is killed at random moments, again while it resumes, and has to come to the files of a run that nobody
// disturbed. The seed of the moments is printed; KILL_SEED repeats them, KILLS says how many.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { answerOf } from '../hostile/in-process.js'
import { isLongRun, longTest } from '../long.js'
import {
  bench,
  endlessSweep,
  finishedFiles,
  folderWith,
  rowsOf,
  runIn,
  runsIn,
  start,
  until,
  withoutTiming,
} from './bench.js'

/** In the short form each configuration is trained once. */
const seeds = isLongRun ? 2 : 1
const trials = 6 * seeds

/** Trials of some tenths of a second, with a checkpoint every few steps, early stopping, dropout, and networks kept. */
const sweep = `
name: killed
model: { hidden: [16], dropout: 0.1 }
training: { epochs: 8, batch_size: 100, patience: 2 }
sweep:
  model.activation: [relu, tanh]
  optimizer: [adam, { name: sgd, learning_rate: [0.1, 0.5], momentum: 0.9 }]
seeds: ${seeds}
save: best
checkpoint_every: 0.05
`

const tinySweep = `
name: tiny
model: { hidden: [4] }
training: { epochs: 1, batch_size: 500 }
sweep: { model.activation: [relu, tanh] }
seeds: 1
`

const seed = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000)
const kills = Number(process.env['KILLS'] ?? (isLongRun ? 20 : 1))

/** Numbers from 0 to 1 that follow from the seed (mulberry32). */
function randomNumbers(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Starts the command and kills it after that time. False where it had ended before. */
async function killed(cwd: string, afterMs: number): Promise<boolean> {
  const process = start(cwd, ['run', 'killed.yaml', '--resume', '--reporter', 'plain', '--workers', '2'])
  await sleep(afterMs)
  process.kill('SIGKILL')
  return (await process.ended).code === null
}

/** The rows of trials that have a result, by trial, whole with their times. A row in the middle of being written is none. */
function resultsIn(cwd: string): ReadonlyMap<string, string> {
  if (!existsSync(join(cwd, 'runs')) || readdirSync(join(cwd, 'runs')).every(name => name.startsWith('.')))
    return new Map()
  const rows = readFileSync(join(runIn(cwd), 'trials.csv'), 'utf8').split(/(?<=\r\n)/)
  return new Map(rows.filter(row => row.endsWith('\n')).map(row => [row.split(',', 1)[0]!, row]))
}

const contentOf = (run: string) => ({
  trials: withoutTiming(run, 'trials.csv'),
  epochs: withoutTiming(run, 'epochs.csv'),
  configs: readFileSync(join(run, 'configs.csv'), 'utf8'),
  models: readdirSync(join(run, 'models')).map(name => readFileSync(join(run, 'models', name), 'latin1')),
  files: readdirSync(run).sort(),
})

describe('a run that is killed with SIGKILL', () => {
  test(`at ${kills} random moments (KILL_SEED=${seed}) ends as one that nobody disturbed`, async () => {
    const cwd = folderWith({ 'killed.yaml': sweep })
    const began = performance.now()
    expect((await bench(cwd, 'run', 'killed.yaml', '--workers', '2')).code).toBe(0)
    const wholeMs = performance.now() - began
    const expected = contentOf(runIn(cwd))
    const random = randomNumbers(seed)
    let [survived, kept, goneOn, bytesCut] = [0, 0, 0, 0]
    for (let round = 0; survived < kills; round++) {
      const cwd = folderWith({ 'killed.yaml': sweep })
      // One kill, two in a row, three: those after the first strike while the run is being repaired and resumed.
      for (let kill = 0; kill <= round % 3 && survived < kills; kill++) {
        const before = resultsIn(cwd)
        if (!(await killed(cwd, wholeMs * (0.1 + 0.9 * random())))) break
        survived++
        const after = resultsIn(cwd)
        for (const [trialId, row] of before) expect(after.get(trialId)).toBe(row)
      }
      const results = resultsIn(cwd)
      const { code, stderr } = await bench(cwd, 'run', 'killed.yaml', '--resume', '--reporter', 'plain')
      expect(stderr).not.toContain('at ') // no stack
      expect(code).toBe(0)
      const run = runIn(cwd)
      expect(contentOf(run)).toEqual(expected)
      // What had a result was not trained again: even its times are the same.
      for (const [trialId, row] of results) expect(resultsIn(cwd).get(trialId)).toBe(row)
      goneOn += Number(/(\d+) can go on from a checkpoint/.exec(stderr)?.[1] ?? 0)
      for (const [, bytes] of stderr.matchAll(/(\d+) bytes? of a torn row/g)) bytesCut += Number(bytes)
      kept += results.size === 0 ? 0 : results.size - 1 // without the header
      expect(rowsOf(run, 'trials.csv')).toHaveLength(trials)
    }
    console.log(
      `KILL_SEED=${seed}: ${survived} kills survived; ${kept} finished trials kept and none trained again; ` +
        `${goneOn} trials gone on from checkpoints; ${bytesCut} bytes of torn rows`,
    )
  }, 900_000)

  longTest(
    'in its last moments, when the tables are in order and the manifest is about to say so, is left in order by the next',
    async () => {
      const random = randomNumbers(seed)
      for (let kill = 0; kill < 10; kill++) {
        const cwd = folderWith({ 'tiny.yaml': tinySweep })
        const process = start(cwd, ['run', 'tiny.yaml', '--reporter', 'plain', '--workers', '1'])
        // Written last but for the manifest. What is left then takes some milliseconds.
        await until(
          'the ranking',
          () => runsIn(cwd).length > 0 && existsSync(join(runIn(cwd), 'configs.csv')),
          1,
        )
        await sleep(20 * random())
        process.kill('SIGKILL')
        await process.ended
        expect((await bench(cwd, 'run', 'tiny.yaml', '--resume', '--reporter', 'plain')).code).toBe(0)
        expect(readdirSync(runIn(cwd)).sort()).toEqual(finishedFiles)
        expect(rowsOf(runIn(cwd), 'trials.csv')).toHaveLength(2)
      }
    },
    600_000,
  )

  longTest(
    'leaves no lock that holds anybody up, is listed as interrupted, and kept everybody out before',
    async () => {
      const cwd = folderWith({ 'endless.yaml': endlessSweep })
      const first = start(cwd, ['run', 'endless.yaml', '--workers', '1', '--reporter', 'plain'])
      await first.says('2/4')
      const hasLock = () => readdirSync(runIn(cwd)).some(name => name.startsWith('lock-'))
      expect((await answerOf(cwd, 'list')).out).toContain('running')
      const second = await answerOf(cwd, 'resume', 'latest')
      expect(second.code).toBe(2)
      expect(second.talk).toContain('error run-in-use')
      expect(second.talk).toContain(`process ${first.pid} on`)
      expect(second.talk).toContain('bench run endless.yaml --workers 1')
      expect((await answerOf(cwd, 'show', 'latest')).code).toBe(0)
      // It goes on undisturbed.
      const epochs = () => rowsOf(runIn(cwd), 'epochs.csv').length
      const before = epochs()
      await until('more epochs', () => epochs() > before)
      first.kill('SIGKILL')
      await first.ended
      expect(hasLock()).toBe(true)
      expect((await answerOf(cwd, 'list')).out).toContain('interrupted')
      const resumed = start(cwd, ['resume', 'latest', '--workers', '1', '--reporter', 'json'])
      await resumed.says('trial-started')
      resumed.kill('SIGTERM')
      expect((await resumed.ended).code).toBe(130)
      expect(hasLock()).toBe(false)
      const manifest = JSON.parse(readFileSync(join(runIn(cwd), 'manifest.json'), 'utf8'))
      expect(manifest.executions.map((execution: { reason: string }) => execution.reason)).toEqual([
        'killed',
        'interrupted',
      ])
    },
  )
})
