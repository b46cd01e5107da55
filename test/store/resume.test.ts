import { appendFile, cp, mkdir, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Checkpoint } from '../../src/domain/checkpoint.js'
import type { SweepEvent } from '../../src/domain/events.js'
import type { Plan } from '../../src/domain/trial.js'
import { checkpointPath, readCheckpoint } from '../../src/store/checkpoint-files.js'
import { contradictionsIn } from '../../src/store/contradictions.js'
import { experimentNote } from '../../src/store/experiment-text.js'
import { extendRun } from '../../src/store/extend-run.js'
import type { FolderStore } from '../../src/store/folder-store.js'
import { RunLock } from '../../src/store/lock.js'
import { readEpochs } from '../../src/store/read-epochs.js'
import { readManifest } from '../../src/store/read-manifest.js'
import { readRun } from '../../src/store/read-run.js'
import { type OpenedRun, openRunStore } from '../../src/store/run-folder.js'
import { expand } from '../../src/sweep/expand.js'
import {
  appendAll,
  completed,
  ended,
  epochRecord,
  eventsOf,
  experiment,
  facts,
  interleave,
  newStore,
  plan,
  startedAt,
  temporaryFolder,
} from './small-run.js'

const [a, b, c] = plan.trials.slice(0, 3) as [Plan['trials'][0], Plan['trials'][0], Plan['trials'][0]]
const later = { now: () => new Date(startedAt.getTime() + 3_600_000) }
const tables = ['trials.csv', 'epochs.csv', 'configs.csv']

/** A copy of the folder as a kill leaves it: nothing is closed, sorted or completed. */
async function killed(store: FolderStore): Promise<string> {
  const path = join(await temporaryFolder(), basename(store.path))
  await cp(store.path, path, { recursive: true, filter: source => !basename(source).startsWith('lock-') })
  await store.close()
  return path
}

async function open(path: string, ofPlan: Plan = plan): Promise<OpenedRun> {
  const lock = await RunLock.acquire(path, ['bench', 'resume', 'width'])
  try {
    const manifest = await readManifest(path)
    return await openRunStore({ path, manifest, plan: ofPlan, facts, clock: later, lock })
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** What runSweep says of a run that is resumed, when every trial without a result is trained. */
function resumed({ finished }: OpenedRun, ofPlan: Plan = plan): SweepEvent[] {
  const restored = [...finished].map(([trialId, one]): SweepEvent => {
    return { type: 'trial-restored', at: later.now(), trialId, ...one }
  })
  const remaining = ofPlan.trials.filter(({ trialId }) => !finished.has(trialId))
  return [...restored, ...remaining.flatMap(trial => eventsOf(trial)), ended()]
}

async function finish(opened: OpenedRun, ofPlan: Plan = plan): Promise<readonly string[]> {
  await appendAll(opened.store, resumed(opened, ofPlan))
  return Promise.all(tables.map(file => readFile(join(opened.store.path, file), 'utf8')))
}

async function undisturbed(ofPlan: Plan = plan): Promise<readonly string[]> {
  const store = await newStore(await temporaryFolder(), { plan: ofPlan })
  await appendAll(store, [...ofPlan.trials.flatMap(trial => eventsOf(trial)), ended()])
  return Promise.all(tables.map(file => readFile(join(store.path, file), 'utf8')))
}

/** Two trials have ended, a third has told of two epochs. */
const begun = [...interleave(eventsOf(a), eventsOf(b)), ...eventsOf(c).slice(0, 4)]

async function begunRun(): Promise<string> {
  const store = await newStore(await temporaryFolder())
  await appendAll(store, begun)
  return killed(store)
}

function checkpointOf(epoch: number): Checkpoint {
  return {
    epoch,
    step: 7,
    lossSum: 0.1 + 0.2,
    correct: 3,
    durationS: 1.5,
    engine: { parameters: new Float32Array([1, -0, 0.1]), slots: [new Float32Array([2, 3, 4])], steps: 257 },
    best: { epoch, value: 0.9 },
    last: epoch === 0 ? null : epochRecord(c, epoch),
    stopping: { best: null, waited: 0, parameters: null },
    keptBest: null,
  }
}

describe('a run that was killed', () => {
  test('is opened with its results, and ends with the files of an undisturbed one', async () => {
    const opened = await open(await begunRun())
    expect([...opened.finished.keys()]).toEqual([a.trialId, b.trialId])
    expect(opened.finished.get(a.trialId)).toEqual({
      outcome: completed(a),
      execution: {
        startedAt: new Date('2026-11-21T16:04:05Z'),
        durationS: 1.25,
        examplesPerS: 8000,
        worker: 0,
        attempt: 1,
      },
    })
    expect(opened.repairs).toEqual(['2 epochs of unfinished trials removed, to be trained again'])
    expect(await finish(opened)).toEqual(await undisturbed())
  })

  test('loses a row that was cut anywhere, and no other, whichever byte it was', async () => {
    const original = await begunRun()
    const expected = await undisturbed()
    for (const [file, left] of [
      ['trials.csv', [a]],
      ['epochs.csv', [a, b]],
    ] as const) {
      const bytes = await readFile(join(original, file))
      const lastRow = bytes.lastIndexOf('\n', bytes.length - 2) + 1
      for (let length = lastRow + 1; length < bytes.length; length += file === 'trials.csv' ? 37 : 29) {
        const path = join(await temporaryFolder(), basename(original))
        await cp(original, path, { recursive: true })
        await truncate(join(path, file), length)
        const opened = await open(path)
        expect([...opened.finished.keys()]).toEqual(left.map(({ trialId }) => trialId))
        const torn = bytes.toString('latin1', lastRow, Math.min(length, lastRow + 40))
        expect(opened.repairs[0]).toBe(
          `${length - lastRow} byte${length - lastRow === 1 ? '' : 's'} of a torn row cut off ${file} (${torn}...)`,
        )
        expect(await finish(opened)).toEqual(expected)
      }
    }
  })

  test('is cut where a power cut has left zeros, and inside a text with line breaks', async () => {
    const path = await begunRun()
    await appendFile(join(path, 'epochs.csv'), Buffer.alloc(4096))
    await appendFile(join(path, 'trials.csv'), `${c.trialId},c0,failed,"first line\r\nsecond`)
    const opened = await open(path)
    expect(opened.repairs.slice(0, 2)).toEqual([
      expect.stringMatching(/^43 bytes of a torn row cut off trials\.csv/),
      '4096 bytes of zeros cut off epochs.csv',
    ])
    expect(await finish(opened)).toEqual(await undisturbed())
  })

  test('trains a trial again whose row outlived its epochs', async () => {
    const path = await begunRun()
    const file = join(path, 'epochs.csv')
    const rows = (await readFile(file, 'utf8')).split(/(?<=\n)/)
    await writeFile(
      file,
      rows.filter(row => !row.startsWith(`${b.trialId},`) || Number(row.split(',')[3]) < 2).join(''),
    )
    const opened = await open(path)
    expect([...opened.finished.keys()]).toEqual([a.trialId])
    expect(opened.repairs).toContain('1 trial without all epochs, to be trained again')
    expect(await finish(opened)).toEqual(await undisturbed())
  })

  test('loses files that were not in their places yet, and keeps those of somebody else', async () => {
    const path = await begunRun()
    await mkdir(join(path, 'models'))
    for (const name of ['manifest.json.77.tmp', 'models/t0.safetensors.8.tmp', 'notes.txt'])
      await writeFile(join(path, name), '')
    const { store } = await open(path)
    await store.close()
    expect(await readdir(path)).toContain('notes.txt')
    expect(await readdir(path)).not.toContain('manifest.json.77.tmp')
    expect(await readdir(join(path, 'models'))).toEqual([])
  })

  test('has a second execution in its manifest, and when the first one wrote last', async () => {
    const path = await begunRun()
    const lastWritten = new Date('2026-11-21T16:20:00Z')
    for (const file of ['manifest.json', 'trials.csv', 'epochs.csv'])
      await utimes(join(path, file), lastWritten, lastWritten)
    const opened = await open(path)
    await finish(opened)
    const { executions, reason, counts, started_at } = await readManifest(path)
    expect(executions.map(({ started_at, ended_at, reason }) => [started_at, ended_at, reason])).toEqual([
      ['2026-11-21T16:04:05.678Z', '2026-11-21T16:20:00.000Z', 'killed'],
      ['2026-11-21T17:04:05.678Z', '2026-11-21T16:05:06.000Z', 'finished'], // the small run always ends then
    ])
    expect([reason, counts?.completed, started_at]).toEqual(['finished', 6, '2026-11-21T16:04:05.678Z'])
  })

  test('is refused where somebody has changed its rows, and left as it is', async () => {
    const path = await begunRun()
    const file = join(path, 'trials.csv')
    await writeFile(file, (await readFile(file, 'utf8')).replace(',completed,', ',victorious,'))
    const before = await readFile(join(path, 'manifest.json'), 'utf8')
    await expect(open(path)).rejects.toMatchObject({ mistakes: [{ code: 'run-damaged' }] })
    expect(await readFile(join(path, 'manifest.json'), 'utf8')).toBe(before)
    expect((await readdir(path)).filter(name => name.startsWith('lock-'))).toEqual([])
  })

  /** Changes one cell of a trial, of one of its epochs or of its row, as a spreadsheet does. */
  async function changeCell(
    path: string,
    { column, value, epoch }: { column: string; value: string; epoch?: number },
  ): Promise<void> {
    const file = join(path, epoch === undefined ? 'trials.csv' : 'epochs.csv')
    const [header, ...rows] = (await readFile(file, 'utf8')).split('\r\n')
    const names = header!.split(',')
    const edited = rows.map(row => {
      const cells = row.split(',')
      const isMeant =
        cells[0] === a.trialId && (epoch === undefined || cells[names.indexOf('epoch')] === String(epoch))
      return isMeant ? cells.with(names.indexOf(column), value).join(',') : row
    })
    await writeFile(file, [header, ...edited].join('\r\n'))
  }

  async function contentOf(path: string): Promise<readonly string[]> {
    const names = (await readdir(path)).sort()
    return Promise.all(names.map(async name => `${name}: ${await readFile(join(path, name), 'latin1')}`))
  }

  const accuracyOf = (epoch: number) => epochRecord(a, epoch).validation!.accuracy
  test.each([
    [
      'the last epoch',
      { epoch: 3, column: 'validation_accuracy', value: '0.8505' },
      `validation_accuracy is ${accuracyOf(3)} in trials.csv, and 0.8505 at epoch 3 in epochs.csv`,
    ],
    [
      'the last epoch, the cell emptied',
      { epoch: 3, column: 'validation_loss', value: '' },
      `validation_loss is ${epochRecord(a, 3).validation!.loss} in trials.csv, and empty at epoch 3 in epochs.csv`,
    ],
    [
      'an epoch that is now the best',
      { epoch: 1, column: 'validation_accuracy', value: '0.999' },
      'best_epoch is 3 in trials.csv, and 1 by epochs.csv',
    ],
    [
      'the number of an epoch',
      { epoch: 2, column: 'epoch', value: '7' },
      'epochs.csv has its epoch 7 and lacks 2',
    ],
    [
      'an epoch, made a word',
      { epoch: 3, column: 'epoch', value: 'x' },
      'an epoch of it is "x" in epochs.csv',
    ],
    [
      'the row, its accuracy',
      { column: 'train_accuracy', value: '1' },
      `train_accuracy is 1 in trials.csv, and ${epochRecord(a, 3).train.accuracy} at epoch 3 in epochs.csv`,
    ],
    [
      'the row, its best objective',
      { column: 'best_validation_accuracy', value: '0.99' },
      `best_validation_accuracy is 0.99 in trials.csv, and ${accuracyOf(3)} at epoch 3 in epochs.csv`,
    ],
    [
      'the row, its epochs',
      { column: 'epochs_done', value: '2' },
      'epochs_done is 2 in trials.csv, and epochs.csv has epoch 3',
    ],
    [
      'the row, more epochs than there can be',
      { column: 'epochs_done', value: '4' },
      'epochs_done is 4 in trials.csv, and the experiment has 3',
    ],
  ])('is refused where %s was changed, with both values, and nothing is touched', async (_, edit, why) => {
    const path = await begunRun()
    await appendFile(join(path, 'epochs.csv'), 'torn')
    await changeCell(path, edit)
    const before = await contentOf(path)
    await expect(open(path)).rejects.toMatchObject({
      mistakes: [
        {
          code: 'run-damaged',
          what: `trials.csv and epochs.csv of ${path} do not agree about the trial ${a.trialId}`,
          why,
          fix: expect.stringContaining(`bench verify ${path} --trial ${a.trialId}`),
        },
      ],
    })
    expect(await contentOf(path)).toEqual(before)
  })

  test.each([
    ['a hyperparameter', 'learning_rate', '0.7', 'manifest.json', '0.01 in manifest.json'],
    ['a hyperparameter, the cell emptied', 'hidden', '', 'manifest.json', 'none in manifest.json'],
    ['an error of a completed trial', 'error', 'none', null, 'empty in a trial that is completed'],
  ])(
    'is refused where %s of the row was changed, and nothing is touched',
    async (_, column, value, other, was) => {
      const path = await begunRun()
      await changeCell(path, { column, value })
      const before = await contentOf(path)
      const is = `${value === '' ? 'empty' : value}${other === null ? '' : ' in trials.csv'}`
      const verb = other === null ? 'contradicts itself' : 'do not agree'
      await expect(open(path)).rejects.toMatchObject({
        mistakes: [
          {
            code: 'run-damaged',
            what: `trials.csv${other === null ? '' : ` and ${other}`} of ${path} ${verb} about the trial ${a.trialId}`,
            why: `${column} is ${is}, and ${was}`,
          },
        ],
      })
      expect(await contentOf(path)).toEqual(before)
    },
  )

  test('is refused where a completed trial was made a failed one: its numbers would be gone', async () => {
    const path = await begunRun()
    await changeCell(path, { column: 'status', value: 'failed' })
    await expect(open(path)).rejects.toMatchObject({
      mistakes: [{ why: 'epochs_done is 3, and 0 in a trial that is failed' }],
    })
  })

  test('is refused where the number of parameters was changed', async () => {
    const path = await begunRun()
    await changeCell(path, { column: 'parameters', value: '7' })
    await expect(open(path)).rejects.toMatchObject({
      mistakes: [{ why: `parameters of ${a.trialId} is 7, and such a network has ${a.parameters}` }],
    })
  })

  test('has a row that is there twice once again, and says so', async () => {
    const path = await begunRun()
    const file = join(path, 'trials.csv')
    const text = await readFile(file, 'utf8')
    await writeFile(file, text + text.split(/(?<=\n)/)[1]!)
    const opened = await open(path)
    expect(opened.repairs[0]).toBe('1 row that trials.csv had twice removed')
    expect(await readFile(file, 'utf8')).toBe(text)
    expect(await finish(opened)).toEqual(await undisturbed())
  })

  test('is refused where a trial has two rows that differ, unless the first one has no result', async () => {
    const path = await begunRun()
    const file = join(path, 'trials.csv')
    const text = await readFile(file, 'utf8')
    await writeFile(file, text + text.split(/(?<=\n)/)[1]!.replace(',1.25,', ',1.5,'))
    await expect(open(path)).rejects.toMatchObject({
      mistakes: [
        {
          what: `trials.csv of ${path} contradicts itself about the trial ${a.trialId}`,
          why: 'it has two rows: duration_s is 1.25 in one, and 1.5 in the other',
        },
      ],
    })
    // As versions have left it in which a trial that failed was tried again.
    const store = await newStore(await temporaryFolder())
    await appendAll(store, [...eventsOf(a, { status: 'failed', error: 'no luck' }, 1), ...eventsOf(a)])
    const opened = await open(await killed(store))
    expect(opened.finished.get(a.trialId)!.outcome).toEqual(completed(a))
    await opened.store.close()
  })

  test.each(['trials.csv', 'epochs.csv'])(
    'is refused where a quotation mark makes all that follows in %s look torn off, and nothing is cut',
    async name => {
      const path = await begunRun()
      const file = join(path, name)
      await writeFile(file, (await readFile(file, 'utf8')).replace('\r\nt', '\r\n"t'))
      const before = await contentOf(path)
      await expect(open(path)).rejects.toMatchObject({
        mistakes: [
          {
            code: 'run-damaged',
            why: expect.stringMatching(
              /^a quotation mark in the row before that of t[0-9a-f]{12} is not closed$/,
            ),
          },
        ],
      })
      expect(await contentOf(path)).toEqual(before)
    },
  )

  test('is refused where a spreadsheet has put semicolons between the cells, with what to do', async () => {
    for (const name of ['trials.csv', 'epochs.csv']) {
      const path = await begunRun()
      const file = join(path, name)
      const text = await readFile(file, 'utf8')
      await writeFile(file, text.replaceAll(',', ';').replaceAll('.', ','))
      await expect(open(path)).rejects.toMatchObject({
        mistakes: [
          {
            what: `${file} is damaged`,
            why: '";" stands between its cells, and "," did, by the manifest',
            fix: expect.stringContaining('--csv-delimiter ";"'),
          },
        ],
      })
    }
  })

  test('is refused where a trial has the id of another', async () => {
    const path = await begunRun()
    await changeCell(path, { column: 'trial_id', value: c.trialId })
    await expect(open(path)).rejects.toMatchObject({
      mistakes: [{ why: `${c.trialId} is not the trial_id of ${a.configId} with seed ${a.seed}` }],
    })
  })

  test.each(['trials.csv', 'epochs.csv'])('and has no %s any more is refused with that', async file => {
    const path = await begunRun()
    await rm(join(path, file))
    await expect(open(path)).rejects.toMatchObject({
      mistakes: [{ code: 'run-damaged', what: `${join(path, file)} is missing` }],
    })
  })

  test.each([
    ['was emptied', () => ''],
    ['has half of its first line', (text: string) => text.slice(0, 20)],
    ['has lost its first line', (text: string) => text.slice(text.indexOf('\n') + 1)],
  ])('and whose table %s is refused, and told of by whoever reads it', async (_, damage) => {
    const firstLineIsMissing = {
      code: 'run-damaged',
      why: expect.stringContaining('the names of the columns'),
    }
    for (const name of ['trials.csv', 'epochs.csv']) {
      const path = await begunRun()
      const whole = await readRun(path)
      await writeFile(join(path, name), damage(await readFile(join(path, name), 'utf8')))
      const before = await contentOf(path)
      await expect(open(path)).rejects.toMatchObject({
        mistakes: [{ code: expect.stringMatching(/^run-/), what: expect.stringContaining(name) }],
      })
      expect(await contentOf(path)).toEqual(before)
      const reading = name === 'trials.csv' ? readRun(path) : readEpochs(whole, a.trialId)
      await expect(reading).rejects.toMatchObject({ mistakes: [firstLineIsMissing] })
    }
  })

  test('in the moment in which its folder got its name has empty tables, and begins', async () => {
    const store = await newStore(await temporaryFolder())
    const opened = await open(await killed(store))
    expect(opened.finished.size).toBe(0)
    await opened.store.close()
  })

  test('and saved by an editor with LF is read as it is, and gets its line ends back', async () => {
    const path = await begunRun()
    for (const file of ['trials.csv', 'epochs.csv']) {
      const text = await readFile(join(path, file), 'utf8')
      await writeFile(join(path, file), text.replaceAll('\r\n', '\n'))
    }
    const run = await readRun(path)
    expect(run.trials.map(({ trial }) => trial.trialId)).toEqual([a.trialId, b.trialId])
    expect(await readEpochs(run, a.trialId)).toEqual([1, 2, 3].map(epoch => epochRecord(a, epoch)))
    const opened = await open(path)
    expect(opened.repairs).toEqual([
      'the line ends of trials.csv made CR LF again, as bench writes them',
      'the line ends of epochs.csv made CR LF again, as bench writes them',
      '2 epochs of unfinished trials removed, to be trained again',
    ])
    for (const file of ['trials.csv', 'epochs.csv'])
      expect(await readFile(join(path, file), 'utf8')).not.toMatch(/[^\r]\n/)
    expect(await finish(opened)).toEqual(await undisturbed())
  })

  test('and saved by a spreadsheet with quotes around every cell is read as it is, and loses them', async () => {
    const path = await begunRun()
    const before = await readRun(path)
    for (const file of ['trials.csv', 'epochs.csv']) {
      const text = await readFile(join(path, file), 'utf8')
      await writeFile(
        join(path, file),
        text.replace(/[^,\r\n]+|(?<=,)(?=[,\r])/g, cell => `"${cell}"`),
      )
    }
    const run = await readRun(path)
    expect(run.trials).toEqual(before.trials)
    expect([run.problems, await contradictionsIn(run)]).toEqual([[], []])
    expect(await readEpochs(run, a.trialId)).toEqual([1, 2, 3].map(epoch => epochRecord(a, epoch)))
    const opened = await open(path)
    expect(opened.repairs).toEqual([
      'the quotes around the cells of trials.csv taken off',
      'the quotes around the cells of epochs.csv taken off',
      '2 epochs of unfinished trials removed, to be trained again',
    ])
    for (const file of ['trials.csv', 'epochs.csv'])
      expect(await readFile(join(path, file), 'utf8')).not.toContain('"')
    expect(await finish(opened)).toEqual(await undisturbed())
  })

  test('of early stopping has the metrics of the best epoch again, not those of the last', async () => {
    const stopping: Plan = {
      ...plan,
      trials: plan.trials.map(trial => ({
        ...trial,
        configuration: { ...trial.configuration, training: { ...trial.configuration.training, patience: 1 } },
      })),
    }
    // The validation loss falls at epoch 2 and rises at epoch 3.
    const risen = epochRecord(a, 3)
    const third = { ...risen, validation: { ...risen.validation!, loss: 1 } }
    const outcome = { ...completed(a), last: epochRecord(a, 2) }
    const store = await newStore(await temporaryFolder(), { plan: stopping })
    await appendAll(
      store,
      eventsOf(a, outcome).map(event =>
        event.type === 'epoch-measured' && event.record.epoch === 3 ? { ...event, record: third } : event,
      ),
    )
    const opened = await open(await killed(store), stopping)
    expect(opened.finished.get(a.trialId)?.outcome).toEqual(outcome)
    await opened.store.close()
    await changeCell(opened.store.path, { epoch: 2, column: 'train_accuracy', value: '0.5' })
    await expect(open(opened.store.path, stopping)).rejects.toMatchObject({
      mistakes: [
        {
          why: `train_accuracy is ${epochRecord(a, 2).train.accuracy} in trials.csv, and 0.5 at epoch 2 in epochs.csv`,
        },
      ],
    })
  })

  test('restores every kind of end', async () => {
    const last = epochRecord(a, 2)
    const outcomes = [
      {
        status: 'pruned',
        last,
        best: { epoch: 2, value: last.validation!.accuracy },
        reason: 'epoch 2: 0.91 < 0.93',
      },
      { status: 'diverged', last, error: 'loss is NaN' },
      { status: 'diverged', last: null, error: 'loss is NaN' },
      { status: 'failed', error: '=out of "memory"' },
    ] as const
    for (const outcome of outcomes) {
      const store = await newStore(await temporaryFolder())
      await appendAll(store, eventsOf(a, outcome, 'last' in outcome && outcome.last ? 2 : 0))
      const opened = await open(await killed(store))
      expect(opened.finished.get(a.trialId)?.outcome).toEqual(outcome)
      await opened.store.close()
    }
  })
})

describe('a checkpoint', () => {
  const made = (epoch: number): SweepEvent => {
    return { type: 'checkpoint-made', at: startedAt, trialId: c.trialId, checkpoint: checkpointOf(epoch) }
  }

  test('is there after a kill, to the last bit, with the epochs before it; those after it are removed', async () => {
    const store = await newStore(await temporaryFolder())
    await appendAll(store, [...eventsOf(c).slice(0, 3), made(1), ...eventsOf(c).slice(3, 5)])
    const opened = await open(await killed(store))
    const { path } = opened.store
    expect(opened.checkpoints).toEqual(new Map([[c.trialId, 1]]))
    expect(readCheckpoint(path, c.trialId, 'float32-1')).toEqual(checkpointOf(1))
    expect(opened.repairs).toEqual(['2 epochs of unfinished trials removed, to be trained again'])
    // Going on from there tells of the epochs 2 and 3 only.
    const events = resumed(opened).filter(
      event => !(event.type === 'epoch-measured' && event.trialId === c.trialId && event.record.epoch === 1),
    )
    await appendAll(opened.store, events)
    expect(await readFile(join(path, 'epochs.csv'), 'utf8')).toBe((await undisturbed())[1])
    expect(await readdir(path)).not.toContain('checkpoints')
  })

  test('and its epochs outlive an orderly interruption, and nothing else of an unfinished trial does', async () => {
    const store = await newStore(await temporaryFolder())
    await appendAll(store, [
      ...eventsOf(b).slice(0, 4),
      ...eventsOf(c).slice(0, 3),
      made(1),
      ...eventsOf(c).slice(3, 4),
      ...eventsOf(a),
      ended('interrupted'),
    ])
    const epochs = (await readFile(join(store.path, 'epochs.csv'), 'utf8')).trim().split('\r\n').slice(1)
    expect(epochs.map(row => row.split(',')[0])).toEqual([a, a, a, c].map(({ trialId }) => trialId))
    const opened = await open(store.path)
    expect(opened.repairs).toEqual([])
    expect(opened.checkpoints).toEqual(new Map([[c.trialId, 1]]))
    await opened.store.close()
  })

  test('goes away when the row of its trial is there', async () => {
    const store = await newStore(await temporaryFolder())
    await appendAll(store, [...eventsOf(c).slice(0, 3), made(1)])
    expect(await readdir(join(store.path, 'checkpoints'))).toEqual([`${c.trialId}.safetensors`])
    await appendAll(store, eventsOf(c).slice(3))
    expect(await readdir(join(store.path, 'checkpoints'))).toEqual([])
    await store.close()
  })

  test.each([
    ['was spoiled by the disk', (bytes: Buffer) => bytes.fill(0xff, bytes.length - 4, bytes.length - 3)],
    ['was cut', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['is empty', () => Buffer.alloc(0)],
  ])('that %s is not gone on from', async (_, spoil) => {
    const store = await newStore(await temporaryFolder())
    await appendAll(store, [...eventsOf(c).slice(0, 3), made(1)])
    const path = await killed(store)
    const file = checkpointPath(path, c.trialId)
    await writeFile(file, spoil(await readFile(file)))
    const opened = await open(path)
    expect(opened.checkpoints.size).toBe(0)
    expect(await finish(opened)).toEqual(await undisturbed())
  })

  test('of other arithmetic, of another trial, or without its epochs is not gone on from', async () => {
    const store = await newStore(await temporaryFolder())
    await appendAll(store, [...eventsOf(c).slice(0, 3), made(2)]) // of two epochs one was told
    const path = await killed(store)
    expect(readCheckpoint(path, c.trialId, 'float32-2')).toBeNull()
    expect(readCheckpoint(path, a.trialId, 'float32-1')).toBeNull()
    await cp(checkpointPath(path, c.trialId), checkpointPath(path, a.trialId))
    expect(readCheckpoint(path, a.trialId, 'float32-1')).toBeNull()
    const opened = await open(path)
    expect(opened.checkpoints.size).toBe(0)
    await opened.store.close()
  })
})

describe('an extension', () => {
  const larger = expand({
    ...experiment,
    axes: [
      ...experiment.axes,
      {
        path: 'optimizer',
        values: [
          experiment.fixed.optimizer,
          { name: 'adam', learning_rate: 0.001, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 },
        ],
      },
    ],
    seeds: [7, 1, 2],
  })

  test('of a killed run keeps its results and ends as if it had been larger from the beginning', async () => {
    const path = await begunRun()
    const manifest = await readManifest(path)
    const { manifest: extended } = await extendRun({
      path,
      manifest,
      plan: larger,
      text: 'name: wider\n',
      facts,
      at: later.now(),
    })
    expect(extended.trials.planned).toBe(18) // 3 layers x 2 optimizers x 3 seeds
    expect(extended.earlier_experiments).toMatchObject([{ file: 'experiment-1.yaml', planned: 6 }])
    expect(await readFile(join(path, 'experiment-1.yaml'), 'utf8')).toBe('name: width\n')
    expect(await readFile(join(path, 'experiment.yaml'), 'utf8')).toBe('name: wider\n')
    expect((await readRun(path)).trials).toHaveLength(2) // also before the columns are those of the larger one
    const opened = await open(path, larger)
    expect(opened.finished.size).toBe(2)
    expect((await readRun(path)).trials.map(({ trial }) => trial.trialId)).toEqual([a.trialId, b.trialId])
    // The trials of the small run stand elsewhere in the larger plan; their made-up numbers follow from where they stood.
    const events = resumed(opened, larger)
    await appendAll(opened.store, events)
    const whole = await newStore(await temporaryFolder(), { plan: larger })
    const told = new Map([a, b].map(trial => [trial.trialId, eventsOf(trial)]))
    await appendAll(whole, [
      ...larger.trials.flatMap(trial => told.get(trial.trialId) ?? eventsOf(trial)),
      ended(),
    ])
    for (const file of tables)
      expect(await readFile(join(path, file), 'utf8')).toBe(await readFile(join(whole.path, file), 'utf8'))
  })

  test('that is killed in the middle can be done again, and the first experiment file is kept', async () => {
    const path = await begunRun()
    const manifest = await readManifest(path)
    const extension = { path, manifest, plan: larger, text: 'name: wider\n', facts, at: later.now() }
    await extendRun(extension)
    await writeFile(join(path, 'manifest.json'), JSON.stringify(manifest)) // killed before it was replaced
    const { edited } = await extendRun(extension)
    expect(edited).toBeNull()
    expect(await readFile(join(path, 'experiment-1.yaml'), 'utf8')).toBe('name: width\n')
  })

  test('does not keep an experiment file that was edited as if it were the one that was trained', async () => {
    const path = await begunRun()
    const file = join(path, 'experiment.yaml')
    const manifest = await readManifest(path)
    const extension = { path, manifest, plan: larger, text: 'name: wider\n', facts, at: later.now() }
    expect(await experimentNote(path, manifest)).toBeNull()
    await writeFile(file, 'name: width\r\n') // as git checks it out on Windows
    expect(await experimentNote(path, manifest)).toBeNull()
    await writeFile(file, 'name: depth\n')
    expect(await experimentNote(path, manifest)).toMatch(/was edited; .* manifest\.json, which counts$/)
    const { manifest: extended, edited } = await extendRun(extension)
    expect(edited).toBe('experiment-1-edited.yaml')
    expect(await readFile(join(path, 'experiment-1-edited.yaml'), 'utf8')).toBe('name: depth\n')
    expect(await readdir(path)).not.toContain('experiment-1.yaml')
    expect(extended.earlier_experiments).toMatchObject([{ file: null, planned: 6 }])
    expect(await experimentNote(path, await readManifest(path))).toBeNull()
  })

  test('of a run of a version that did not note which text it was made of keeps what is there', async () => {
    const path = await begunRun()
    await writeFile(join(path, 'experiment.yaml'), 'name: depth\n')
    const { experiment_sha256: _, ...before } = await readManifest(path)
    await writeFile(join(path, 'manifest.json'), JSON.stringify(before))
    const manifest = await readManifest(path)
    expect(await experimentNote(path, manifest)).toBeNull()
    await extendRun({ path, manifest, plan: larger, text: 'name: wider\n', facts, at: later.now() })
    expect(await readFile(join(path, 'experiment-1.yaml'), 'utf8')).toBe('name: depth\n')
  })
})
