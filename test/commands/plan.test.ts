import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type PlanArguments, plan } from '../../src/commands/plan.js'
import { temporaryFolder } from '../store/small-run.js'
import { capture } from './capture.js'

const quickstart = fileURLToPath(new URL('../../experiments/quickstart.yaml', import.meta.url))

async function planned(args: Partial<PlanArguments> = {}, columns: number | null = null): Promise<string> {
  const { context, out } = capture(await temporaryFolder(), columns)
  expect(await plan({ spec: quickstart, workers: 2, all: false, forecast: false, ...args }, context)).toBe(0)
  return out()
}

test('what is fixed is told as it is trained: a hyperparameter of one optimizer as that optimizer has it', async () => {
  const fixed = /^fixed {7}[\s\S]*?(?=^objective)/m.exec(await planned())![0]
  const told = fixed.replace(/\s+/g, ' ')
  expect(told).toContain('fixed mnist-10k, initializer glorot-uniform, loss cross-entropy,')
  expect(told).toContain('beta_1 0.9 (adam)')
  expect(told).toContain('momentum 0.9 (sgd)')
  expect(told).not.toMatch(/momentum -|hidden|learning_rate/)
  for (const line of fixed.trimEnd().split('\n')) expect(line.length).toBeLessThanOrEqual(100)
})

test('what numerical gradients take is the same in every line, whatever the machine does meanwhile', async () => {
  const folder = await temporaryFolder()
  const spec = join(folder, 'numerical.yaml')
  await writeFile(spec, 'name: a\nmodel: { hidden: [50] }\ngradient: numerical\ntraining: { steps: 10000 }\n')
  const out = await planned({ spec, workers: 1, forecast: true })
  const [, ofTrial] = /^t[0-9a-f]{12}.* {2}(\S+ days)$/m.exec(out)!
  expect(out).toMatch(new RegExp(`^time +about ${ofTrial} on 1 worker`, 'm'))
  expect(out).toMatch(new RegExp(`^numerical .*, about ${ofTrial}, for each of 1 trial$`, 'm'))
})

test('the objective is said to be of the epoch whose weights are restored, by whatever min_delta makes of it', async () => {
  const folder = await temporaryFolder()
  const objectiveOf = async (training: string) => {
    const spec = join(folder, 'patient.yaml')
    await writeFile(spec, `name: a\ntraining: { ${training} }\n`)
    return /^objective +(.*)$/m.exec(await planned({ spec }))![1]
  }
  expect(await objectiveOf('epochs: 3')).toBe('validation.accuracy at the last epoch, highest first')
  expect(await objectiveOf('patience: 3')).toBe(
    'validation.accuracy at the epoch whose weights were restored (the lowest validation.loss), highest first',
  )
  expect(await objectiveOf('patience: 3, min_delta: 0.1')).toContain('(by validation.loss and min_delta)')
})

test('in a terminal lines end at words, and a table that is too wide is folded and goes without parameters', async () => {
  const [whole, narrow] = [await planned(), await planned({}, 62)]
  for (const line of narrow.split('\n')) expect(line.length).toBeLessThanOrEqual(62)
  // Above the table the same words, each of them whole, and in the same order.
  const headOf = (text: string) => text.slice(0, text.indexOf(' a network')).split(/\s+/)
  expect(headOf(narrow)).toEqual(headOf(whole))
  expect(whole).toMatch(/^trial +hidden +activation +optimizer +learning_rate +seed +parameters$/m)
  expect(narrow).toMatch(/ learning_\s*\ntrial +hidden +activation +optimizer +rate +seed$/m)
})
