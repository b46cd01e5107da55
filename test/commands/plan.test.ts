import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type PlanArguments, plan } from '../../src/commands/plan.js'
import { temporaryFolder } from '../store/small-run.js'
import { capture } from './capture.js'

const quickstart = fileURLToPath(new URL('../../experiments/quickstart.yaml', import.meta.url))

async function planned(args: Partial<PlanArguments> = {}): Promise<string> {
  const { context, out } = capture(await temporaryFolder())
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
