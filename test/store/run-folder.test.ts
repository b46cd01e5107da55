import { spawn } from 'node:child_process'
import fs, { readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { basename, join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, onTestFinished, test } from 'vitest'
import { UserError } from '../../src/domain/errors.js'
import type { Plan } from '../../src/domain/trial.js'
import {
  appendAll,
  completed,
  ended,
  endedAt,
  epochRecord,
  eventsOf,
  experiment,
  interleave,
  newStore,
  plan,
  temporaryFolder,
} from './small-run.js'

const files = ['configs.csv', 'epochs.csv', 'experiment.yaml', 'log.csv', 'manifest.json', 'trials.csv']
/** What does not depend on who worked when. */
const derived = files.filter(file => file !== 'log.csv')

async function table(path: string, file: string): Promise<Record<string, string>[]> {
  return parse(await readFile(join(path, file)), { columns: true, bom: true })
}

describe('a new run folder', () => {
  test('is named by experiment and UTC, and holds the experiment, a manifest and two headers', async () => {
    const runsDir = join(await temporaryFolder(), 'not', 'there', 'yet')
    const store = await newStore(runsDir)
    expect(store.name).toBe('width-20261121-160405')
    expect(store.path).toBe(join(runsDir, store.name))
    expect(await readdir(runsDir)).toEqual([store.name])
    const owned = (await readdir(store.path)).filter(name => !/^lock-[0-9a-f]{12}\.json$/.test(name))
    expect(owned.sort()).toEqual(files.filter(file => file !== 'configs.csv'))
    expect(await readFile(join(store.path, 'experiment.yaml'), 'utf8')).toBe('name: width\n')
    expect(await readFile(join(store.path, 'trials.csv'), 'utf8')).toBe(
      'trial_id,config_id,status,dataset,hidden,activation,output,initializer,dropout,loss,optimizer,learning_rate,' +
        'momentum,nesterov,warmup_epochs,schedule,gradient,l2,clip_norm,label_smoothing,batch_size,replacement,' +
        'epochs,steps,record_every,patience,min_delta,validation,split_seed,seed,parameters,epochs_done,' +
        'train_loss,train_accuracy,validation_loss,validation_accuracy,test_loss,test_accuracy,best_epoch,' +
        'best_validation_accuracy,weights_sha256,error,started_at_utc,duration_s,examples_per_s,worker,attempt,reused_from\r\n',
    )
    expect(await readFile(join(store.path, 'epochs.csv'), 'utf8')).toBe(
      'trial_id,config_id,seed,epoch,step,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,' +
        'test_loss,test_accuracy,duration_s\r\n',
    )
    await store.close()
  })

  test('gets a number when the name is taken', async () => {
    const runsDir = await temporaryFolder()
    await writeFile(join(runsDir, 'width-20261121-160405-2'), 'a file that is in the way')
    const stores = [await newStore(runsDir), await newStore(runsDir), await newStore(runsDir)]
    expect(stores.map(({ name }) => name)).toEqual([
      'width-20261121-160405',
      'width-20261121-160405-3',
      'width-20261121-160405-4',
    ])
    await Promise.all(stores.map(store => store.close()))
  })

  test('is readable by whom the umask lets', async () => {
    const store = await newStore(await temporaryFolder())
    expect((await stat(store.path)).mode & 0o777).toBe(0o777 & ~process.umask())
    await store.close()
  })

  test('says in its manifest what is trained, by what and where', async () => {
    const store = await newStore(await temporaryFolder())
    const manifest = JSON.parse(await readFile(join(store.path, 'manifest.json'), 'utf8'))
    expect(manifest).toMatchObject({
      format: 1,
      name: 'width',
      question: experiment.question,
      experiment: { seeds: [7, 1], objective: experiment.objective },
      trials: { planned: 6, excluded: 0, duplicates: 0 },
      datasets: [{ name: 'mnist-10k', sha256: { images: 'ab' }, found_in: 'the package mnist' }],
      versions: { bench: '0.1.0', arithmetic: 'float32-1', node: '20.20.2', v8: '11.3' },
      git: { dirty: true },
      machine: { cpu: 'Abacus 2000' },
      command_line: ['bench', 'run', 'width.yaml'],
      workers: 2,
      csv: { delimiter: ',', bom: false },
      started_at: '2026-11-21T16:04:05.678Z',
      ended_at: null,
      reason: null,
      counts: null,
    })
    expect(Object.keys(manifest.configurations)).toEqual(plan.trials.slice(0, 3).map(t => t.configId))
    expect(manifest.configurations[plan.trials[1]!.configId].model.hidden).toEqual([16])
    await store.close()
  })

  test.each([
    ['a file stands where the runs should be', async (folder: string) => join(folder, 'file')],
    ['a file stands above them', async (folder: string) => join(folder, 'file', 'runs')],
    [
      'a link leads nowhere',
      async (folder: string) => {
        await symlink(join(folder, 'gone'), join(folder, 'link'))
        return join(folder, 'link')
      },
    ],
  ])('is refused with the reason when %s', async (_, runsDirIn) => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'file'), '')
    const runsDir = await runsDirIn(folder)
    const before = await readdir(folder)
    const failure = newStore(runsDir)
    await expect(failure).rejects.toThrow(UserError)
    await expect(failure).rejects.toMatchObject({ mistakes: [{ code: 'run-unwritable' }] })
    expect(await readdir(folder)).toEqual(before)
  })

  test.skipIf(process.getuid?.() === 0)('is refused in a folder that is read-only', async () => {
    const { chmod } = await import('node:fs/promises')
    const folder = await temporaryFolder()
    await chmod(folder, 0o500)
    await expect(newStore(folder)).rejects.toMatchObject({ mistakes: [{ code: 'run-unwritable' }] })
  })

  test('is not made for a plan whose order it could not reconstruct', async () => {
    const backwards: Plan = { ...plan, trials: plan.trials.toReversed() }
    await expect(newStore(await temporaryFolder(), { plan: backwards })).rejects.toThrow('of the plan')
  })
})

describe('several processes that begin in the same second', () => {
  test('each get a whole folder of their own', async () => {
    const runsDir = await temporaryFolder()
    const script = `
      import { makeRunFolder } from ${JSON.stringify(join(import.meta.dirname, '../../dist/store/make-folder.js'))}
      const names = await Promise.all(Array.from({ length: 5 }, (_, i) =>
        makeRunFolder(${JSON.stringify(runsDir)}, 'same', { 'manifest.json': process.pid + '.' + i, 'trials.csv': '' })))
      console.log(JSON.stringify(names))`
    const outputs = await Promise.all(Array.from({ length: 4 }, () => runNode(script)))
    const names = outputs.flatMap(output => JSON.parse(output) as string[])
    const expected = ['same', ...Array.from({ length: 19 }, (_, i) => `same-${i + 2}`)]
    expect(new Set(names)).toEqual(new Set(expected))
    expect(new Set(await readdir(runsDir))).toEqual(new Set(expected)) // and nothing hidden is left
    const owners = await Promise.all(
      names.map(name => readFile(join(runsDir, name, 'manifest.json'), 'utf8')),
    )
    expect(new Set(owners).size).toBe(20)
  })
})

describe('while results arrive', () => {
  test('every epoch and every trial is in its file when append has resolved', async () => {
    const store = await newStore(await temporaryFolder())
    const [first, second] = plan.trials
    for (const event of eventsOf(first!)) {
      await store.append(event)
      if (event.type !== 'epoch-measured') continue
      const epochs = await table(store.path, 'epochs.csv')
      expect(epochs.at(-1)).toMatchObject({ trial_id: first!.trialId, epoch: String(event.record.epoch) })
    }
    expect(await table(store.path, 'trials.csv')).toHaveLength(1)
    await appendAll(store, eventsOf(second!))
    expect((await table(store.path, 'trials.csv')).map(row => row['trial_id'])).toEqual([
      first!.trialId,
      second!.trialId,
    ])
    await store.close()
  })

  test('an event of a trial that is not in the plan is a defect', async () => {
    const store = await newStore(await temporaryFolder())
    const stranger = { ...plan.trials[0]!, trialId: 'tffffffffffff' }
    await expect(appendAll(store, eventsOf(stranger))).rejects.toThrow('tffffffffffff')
    await store.close()
  })

  test.skipIf(process.platform === 'win32')(
    'a write that fits only in part is taken back, and says why',
    async () => {
      const folder = await temporaryFolder()
      const path = join(folder, 'rows.csv')
      await writeFile(path, '')
      // A file may grow to 1 KiB (ulimit counts in KiB): ten rows of 100 bytes fit, the eleventh in part.
      const script = `
        import { AppendFile } from ${JSON.stringify(join(import.meta.dirname, '../../dist/store/durable.js'))}
        const file = await AppendFile.open(${JSON.stringify(path)})
        try { for (;;) await file.append('x'.repeat(98) + '\\r\\n') }
        catch (error) { console.log(error.mistakes[0].code, error.mistakes[0].why) }`
      const output = await runNode(script, 'ulimit -f 1; ')
      expect(output.trim()).toBe('run-unwritable the file may not grow any further (EFBIG)')
      expect(await readFile(path, 'utf8')).toBe(`${'x'.repeat(98)}\r\n`.repeat(10))
    },
  )
})

describe('a finished run', () => {
  const [a, b, c, d, e, f] = plan.trials.map(trial => eventsOf(trial))
  const arrivals = {
    'one worker': [...a!, ...b!, ...c!, ...d!, ...e!, ...f!],
    'two workers': [...interleave(a!, b!), ...interleave(d!, c!), ...interleave(e!, f!)],
    'six workers, the last one first': interleave(f!, e!, d!, c!, b!, a!),
  }

  test('has the same files whatever the order in which results arrived', async () => {
    const contents = []
    for (const events of Object.values(arrivals)) {
      const store = await newStore(await temporaryFolder())
      await appendAll(store, [...events, ended()])
      expect((await readdir(store.path)).sort()).toEqual(files)
      contents.push(await Promise.all(derived.map(file => readFile(join(store.path, file), 'utf8'))))
    }
    expect(contents[1]).toEqual(contents[0])
    expect(contents[2]).toEqual(contents[0])
  })

  test('has trials and epochs in plan order, every value as it was measured', async () => {
    const store = await newStore(await temporaryFolder())
    await appendAll(store, [...arrivals['six workers, the last one first'], ended()])
    const trials = await table(store.path, 'trials.csv')
    const epochs = await table(store.path, 'epochs.csv')
    expect(trials.map(row => row['trial_id'])).toEqual(plan.trials.map(({ trialId }) => trialId))
    expect(epochs.map(row => [row['trial_id'], Number(row['epoch'])])).toEqual(
      plan.trials.flatMap(({ trialId }) => [1, 2, 3].map(epoch => [trialId, epoch])),
    )
    for (const [i, trial] of plan.trials.entries()) {
      const last = epochRecord(trial, 3)
      expect(trials[i]).toMatchObject({
        hidden: ['none', '16', '12x6'][i % 3],
        nesterov: 'false',
        seed: String(trial.seed),
        train_loss: String(last.train.loss),
        validation_loss: String(last.validation!.loss),
        test_loss: '',
        best_epoch: '3',
        started_at_utc: `2026-11-21 16:04:${String(5 + i).padStart(2, '0')}`,
      })
      expect(Number(epochs[3 * i + 2]!['validation_accuracy'])).toBe(last.validation!.accuracy)
    }
  })

  test('has an end in its manifest, and counts that add up', async () => {
    const store = await newStore(await temporaryFolder())
    await appendAll(store, [
      ...a!,
      ...eventsOf(plan.trials[1]!, { status: 'failed', error: 'out of memory' }, 1),
      ...eventsOf(plan.trials[2]!, { status: 'diverged', last: null, error: 'loss is NaN' }, 0),
      ...eventsOf(plan.trials[3]!, { status: 'cancelled', reason: 'stopped by hand' }, 2),
      ended('interrupted'),
    ])
    const manifest = JSON.parse(await readFile(join(store.path, 'manifest.json'), 'utf8'))
    expect(manifest).toMatchObject({
      ended_at: endedAt.toISOString(),
      reason: 'interrupted',
      counts: { completed: 1, pruned: 0, diverged: 1, failed: 1, cancelled: 1, waiting: 2 },
    })
  })

  test('keeps no epochs of trials without a result', async () => {
    const store = await newStore(await temporaryFolder())
    const cut = eventsOf(plan.trials[1]!).slice(0, -2) // killed after two epochs
    await appendAll(store, [...interleave(cut, a!), ended('interrupted')])
    const epochs = await table(store.path, 'epochs.csv')
    expect(epochs.map(row => row['trial_id'])).toEqual(Array(3).fill(plan.trials[0]!.trialId))
  })

  test('keeps no epochs of a failed trial, however many had arrived', async () => {
    const contents = []
    for (const arrived of [0, 1, 2]) {
      const store = await newStore(await temporaryFolder())
      const failing = eventsOf(plan.trials[1]!, { status: 'failed', error: 'out of memory' }, arrived)
      await appendAll(store, [...interleave(failing, a!), ended()])
      const [trials, epochs] = [await table(store.path, 'trials.csv'), await table(store.path, 'epochs.csv')]
      expect(trials.map(row => [row['status'], row['epochs_done']])).toEqual([
        ['completed', '3'],
        ['failed', '0'],
      ])
      expect(epochs.map(row => row['trial_id'])).toEqual(Array(3).fill(plan.trials[0]!.trialId))
      contents.push(await readFile(join(store.path, 'epochs.csv'), 'utf8'))
    }
    expect(new Set(contents).size).toBe(1)
  })

  test.skipIf(process.platform !== 'linux')(
    'takes the place of no file that is still open, which Windows would refuse',
    async () => {
      const { rename } = fs
      const places: [file: string, open: boolean][] = []
      fs.rename = async (from, to) => {
        const fds = await Promise.all(
          (await readdir('/proc/self/fd')).map(fd => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
        )
        places.push([basename(String(to)), fds.includes(String(to))])
        return rename(from, to)
      }
      syncBuiltinESMExports()
      onTestFinished(() => {
        fs.rename = rename
        syncBuiltinESMExports()
      })
      const store = await newStore(await temporaryFolder())
      await appendAll(store, [...a!, ended()])
      expect(places.slice(1)).toEqual([
        ['trials.csv', false],
        ['epochs.csv', false],
        ['configs.csv', false],
        ['manifest.json', false],
      ])
    },
  )

  test('has the last attempt of a trial that was tried again', async () => {
    const store = await newStore(await temporaryFolder())
    const [trial] = plan.trials
    const again = eventsOf(trial!, completed(trial!)).map(event =>
      event.type === 'trial-ended' ? { ...event, execution: { ...event.execution, attempt: 2 } } : event,
    )
    await appendAll(store, [
      ...eventsOf(trial!, { status: 'failed', error: 'lost' }, 2),
      ...b!,
      ...again,
      ended(),
    ])
    const trials = await table(store.path, 'trials.csv')
    expect(trials.map(row => [row['status'], row['attempt']])).toEqual([
      ['completed', '2'],
      ['completed', '1'],
    ])
    const epochs = await table(store.path, 'epochs.csv')
    expect(epochs.map(row => row['epoch'])).toEqual(['1', '2', '3', '1', '2', '3'])
  })

  test('has configurations ranked, with mean, deviation and interval', async () => {
    const store = await newStore(await temporaryFolder())
    await appendAll(store, [...arrivals['one worker'], ended()])
    const configs = await table(store.path, 'configs.csv')
    // Accuracy rises with the trial's index by 0.01 and by nothing else, so the last configuration is the best one, the
    // difference is the same for both seeds, and seeds are three trials and so 0.03 apart: deviation 0.03 / sqrt 2, and
    // half-width 12.7062 * deviation / sqrt 2 = 0.190593.
    expect(configs.map(row => [row['rank'], row['tied'], row['hidden'], row['n'], row['planned']])).toEqual([
      ['1', 'false', '12x6', '2', '2'],
      ['2', 'false', '16', '2', '2'],
      ['3', 'false', 'none', '2', '2'],
    ])
    const [best] = configs
    const values = [2, 5].map(i => epochRecord(plan.trials[i]!, 3).validation!.accuracy)
    expect(Number(best!['validation_accuracy_mean'])).toBeCloseTo((values[0]! + values[1]!) / 2, 12)
    expect(Number(best!['validation_accuracy_sd'])).toBeCloseTo(0.03 / Math.SQRT2, 12)
    expect(Number(best!['validation_accuracy_ci95'])).toBeCloseTo(0.190593, 6)
    expect(best!['test_accuracy_mean']).toBe('')
    expect(Number(best!['best_validation_accuracy_mean'])).toBeCloseTo((values[0]! + values[1]!) / 2, 12)
  })

  test('is written in the dialect that was asked for', async () => {
    const store = await newStore(await temporaryFolder(), { csv: { bom: true, delimiter: ';' } })
    await appendAll(store, [...arrivals['two workers'], ended()])
    for (const file of ['trials.csv', 'epochs.csv', 'configs.csv']) {
      const text = await readFile(join(store.path, file), 'utf8')
      expect(text.startsWith('\uFEFF')).toBe(true)
      expect(text.lastIndexOf('\uFEFF')).toBe(0)
      const rows = parse(text, { delimiter: ';', bom: true })
      expect(rows.length).toBe({ 'trials.csv': 7, 'epochs.csv': 19, 'configs.csv': 4 }[file])
    }
  })
})

/** The output of a module; `prefix` is put before the command in the shell. */
function runNode(script: string, prefix = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', `${prefix}exec "$0" --input-type=module -`, process.execPath], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.on('data', chunk => {
      output += chunk
    })
    child.on('error', reject)
    child.on('close', code => (code === 0 ? resolve(output) : reject(new Error(`exit code ${code}`))))
    child.stdin.end(script)
  })
}
