import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type SummaryArguments, summary } from '../../src/commands/summary.js'
import { encodeNetworkNpz } from '../../src/models/npz-network.js'
import { mistakeOf, newFolder } from '../models/networks.js'
import { appendAll, ended, eventsOf, newStore, plan, temporaryFolder } from '../store/small-run.js'
import { capture } from './capture.js'
import { lampsFolder } from './lamps.js'

async function summarized(folder: string, args: Partial<SummaryArguments>): Promise<string> {
  const captured = capture(folder)
  expect(await summary({ source: 'a.yaml', runsDir: '.', ...args }, captured.context)).toBe(0)
  return captured.out()
}

function specFolder(text: string): string {
  const folder = newFolder()
  writeFileSync(join(folder, 'a.yaml'), text)
  return folder
}

async function someRun(): Promise<string> {
  const runsDir = await temporaryFolder()
  const store = await newStore(runsDir)
  await appendAll(store, [...plan.trials.flatMap(trial => eventsOf(trial)), ended()])
  return runsDir
}

describe('bench summary', () => {
  // Inputs * units + units of each layer, as model.summary() of Keras gives them.
  test.each([
    ['mnist', '[50]', '39,760 parameters = 39,250 + 510'],
    ['fashion-mnist', '[100]', '79,510 parameters = 78,500 + 1,010'],
    ['mnist', '[512]', '407,050 parameters = 401,920 + 5,130'],
    ['mnist', '[50, 100]', '45,360 parameters = 39,250 + 5,100 + 1,010'],
    ['mnist', '[]', '7,850 parameters,'],
  ])('counts the parameters of %s with %s', async (dataset, hidden, total) => {
    const out = await summarized(
      specFolder(`name: a\ndataset: ${dataset}\nmodel: { hidden: ${hidden} }\n`),
      {},
    )
    expect(out).toContain(`total ${total}`)
  })

  test('lists every layer, with its own activation, and dropout behind each hidden one', async () => {
    const folder = specFolder(
      'name: a\nmodel: { hidden: [8, 4], activation: [tanh, { name: leaky-relu, negative_slope: 0.5 }], dropout: 0.25 }\n',
    )
    expect((await summarized(folder, {})).split('\n')).toEqual([
      'network of every trial',
      'layer      activation                       output shape  weights  biases  parameters',
      'input                                       (batch, 784)        0       0           0',
      'hidden_1   tanh                             (batch, 8)      6,272       8       6,280',
      'dropout_1  rate 0.25                        (batch, 8)          0       0           0',
      'hidden_2   leaky-relu (negative_slope 0.5)  (batch, 4)         32       4          36',
      'dropout_2  rate 0.25                        (batch, 4)          0       0           0',
      'output     softmax                          (batch, 10)        40      10          50',
      'total 6,366 parameters = 6,280 + 36 + 50, 24.87 KiB as float32', // 4 * 6366 / 1024
      '',
    ])
  })

  test('shows each network of a sweep once, titled by what it differs in', async () => {
    const folder = specFolder(
      'name: a\nsweep: { model.hidden: [[8], [16]], model.dropout: [0, 0.5], training.batch_size: [10, 20] }\n',
    )
    const out = await summarized(folder, {})
    expect(out.match(/^hidden.*dropout.*$/gm)).toEqual([
      'hidden 8, dropout 0',
      'hidden 8, dropout 0.5',
      'hidden 16, dropout 0',
      'hidden 16, dropout 0.5',
    ])
    expect(out.match(/^dropout_1/gm)).toHaveLength(2)
  })

  test('shows the networks of a run, or that of one of its trials', async () => {
    const folder = await someRun()
    const run = readdirSync(folder)[0]!
    expect((await summarized(folder, { source: 'latest' })).match(/^total/gm)).toHaveLength(3)
    const { trialId } = plan.trials[2]! // 784-12-6-10
    const out = await summarized(folder, { source: 'width', trial: trialId.slice(0, 7) })
    expect(out).toContain(`trial ${trialId} of ${run}\n`)
    expect(out).toContain('total 9,568 parameters = 9,420 + 78 + 70,')
  })

  test('shows the network of a file', async () => {
    expect(await summarized(lampsFolder(), { source: 'lamps.safetensors' })).toMatch(
      /^lamps\.safetensors\n[\s\S]*output +softmax +\(batch, 2\) +4 +2 +6\ntotal 6 parameters, 0\.02 KiB as float32\n$/,
    )
  })

  test('takes what a file does not say of itself, or says what it assumes', async () => {
    const folder = newFolder()
    const network = { sizes: [2, 3, 2], parameters: new Float32Array(17) }
    writeFileSync(join(folder, 'net.npz'), encodeNetworkNpz(network))
    expect(await summarized(folder, { source: 'net.npz' })).toMatch(
      /^net\.npz: assumed sigmoid, softmax, which the file does not say; --activation, --output\n/,
    )
    const told = await summarized(folder, { source: 'net.npz', activation: 'relu', output: 'softmax' })
    expect(told).toMatch(/^net\.npz\n[\s\S]*hidden_1 +relu +/)
    expect(await summarized(folder, { source: 'net.npz', activation: 'relu' })).toContain(
      'net.npz: assumed softmax, which the file does not say; --output\n',
    )
  })

  test('refuses a trial or an override where they mean nothing, and what it cannot find', async () => {
    const folder = await someRun()
    const refused = (args: Partial<SummaryArguments>) => mistakeOf(() => summarized(folder, args))
    expect(await refused({ source: 'latest', set: ['seeds=1'] })).toMatchObject({ code: 'bad-option' })
    expect(await refused({ source: 'a.yaml', trial: 't1' })).toMatchObject({ code: 'bad-option' })
    expect(await refused({ source: 'latest', output: 'softmax' })).toMatchObject({ code: 'bad-option' })
    expect(await refused({ source: 'a.yaml' })).toMatchObject({ code: 'file-unreadable' })
    expect(await refused({ source: 'nothing' })).toMatchObject({ code: 'unknown-run' })
    expect(await refused({ source: 'latest', trial: 'tz' })).toMatchObject({ code: 'unknown-trial' })
    expect(await refused({ source: 'none.npz' })).toMatchObject({ code: 'file-unreadable' })
  })

  test('refuses a run on a dataset whose size nobody knows', async () => {
    const folder = await someRun()
    const file = join(folder, readdirSync(folder)[0]!, 'manifest.json')
    const manifest = JSON.parse(readFileSync(file, 'utf8'))
    for (const configuration of Object.values<{ dataset: string }>(manifest.configurations))
      configuration.dataset = 'later-images'
    writeFileSync(file, JSON.stringify(manifest))
    const mistake = await mistakeOf(() => summarized(folder, { source: 'latest' }))
    expect(mistake).toMatchObject({ code: 'run-damaged', why: expect.stringContaining('"later-images"') })
  })
})
