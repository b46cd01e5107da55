// A network that was really trained and kept, measured again by the commands that read it.
import { expect } from 'vitest'
import { answerOf } from '../hostile/in-process.js'
import { longTest } from '../long.js'
import { bench, folderWith, rowsOf, runIn } from './bench.js'

const experiment = `
name: kept
model: { hidden: [8], dropout: 0.1 }
training: { epochs: 2, batch_size: 100, label_smoothing: 0.1 }
seeds: 2
save: last
`

longTest('a kept network gives the numbers that were measured when it was trained', async () => {
  const cwd = folderWith({ 'kept.yaml': experiment })
  expect((await bench(cwd, 'run', 'kept.yaml', '--reporter', 'plain')).code).toBe(0)
  const rows = rowsOf(runIn(cwd), 'trials.csv')
  const accuracies = rows.map(row => Number(row['validation_accuracy']))
  const best = rows[accuracies.indexOf(Math.max(...accuracies))]!
  const other = rows.find(row => row !== best)!

  const evaluated = async (...args: readonly string[]) => {
    const { code, out, talk } = await answerOf(cwd, 'evaluate', 'kept', '--format', 'json', ...args)
    expect([code, talk]).toEqual([0, ''])
    return JSON.parse(out)
  }
  const ofBest = await evaluated()
  const ofOther = await evaluated(other['trial_id']!)
  const onebyone = await evaluated(other['trial_id']!, '--batch-size', '1')
  expect(onebyone).toEqual(ofOther)
  for (const [read, row] of [
    [ofBest, best],
    [ofOther, other],
  ] as const) {
    expect(read).toMatchObject({ trial_id: row['trial_id'], split: 'validation', examples: 2000 })
    expect(read.accuracy.value).toBe(Number(row['validation_accuracy']))
    // Summed in float64 from each image's logits; the trial has summed what float32 gave for batches.
    expect(read.loss.value).toBeCloseTo(Number(row['validation_loss']), 5)
  }

  // The mistake that evaluate names is the one that predict shows, and it was held out.
  const { index, label, predicted, output } = ofBest.mistakes[0]
  const shown = await bench(cwd, 'predict', 'kept', best['trial_id']!, '--index', String(index))
  expect(shown.stdout).toContain(`image    ${index} of mnist-10k train, held out for validation\n`)
  expect(shown.stdout).toContain(`true     ${label}\nsaid     ${predicted} (${(100 * output).toFixed(1)} %)`)

  const summary = await answerOf(cwd, 'summary', 'kept', best['trial_id']!)
  expect(summary.out).toBe(
    [
      `trial ${best['trial_id']} of ${ofBest.run}`,
      'layer      activation  output shape  weights  biases  parameters',
      'input                  (batch, 784)        0       0           0',
      'hidden_1   relu        (batch, 8)      6,272       8       6,280',
      'dropout_1  rate 0.1    (batch, 8)          0       0           0',
      'output     softmax     (batch, 10)        80      10          90',
      'total 6,370 parameters = 6,280 + 90, 24.88 KiB as float32', // 4 * 6370 / 1024
      '',
    ].join('\n'),
  )
})
