import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type GradcheckArguments, gradcheck } from '../../src/commands/gradcheck.js'
import { compareGradients } from '../../src/core/numerical.js'
import { ReferenceNetwork } from '../../src/core/reference.js'
import { networkSpec } from '../../src/library/network.js'
import { tinyDataset } from '../tiny.js'
import { capture } from './capture.js'

const folder = mkdtempSync(join(tmpdir(), 'bench-gradcheck-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
writeFileSync(
  join(folder, 'small.yaml'),
  `
name: small
model: { hidden: [6, 5], activation: tanh }
training: { l2: 0.01 }
sweep:
  loss: [cross-entropy, sum-of-squares]
  optimizer: [adam, sgd]
`,
)

async function checked(args: Partial<GradcheckArguments> = {}) {
  const { context, out } = capture(folder)
  const all = { spec: 'small.yaml', first: 20, examples: 2, parameters: 10, tolerance: 1e-5, ...args }
  return { code: await gradcheck(all, context), output: out() }
}

describe('bench gradcheck', () => {
  test('checks each network once, layer by layer, whatever it is trained with', async () => {
    const { code, output } = await checked()
    expect(code).toBe(0)
    expect(output).toContain('small: 2 of 2 different networks, seed 0, on the first 2 training examples')
    const rows = output.split('\n').filter(line => /hidden_|output/.test(line))
    expect(rows.map(row => row.match(/(hidden_\d|output) +(\d+)/)!.slice(1))).toEqual(
      [1, 2].flatMap(() => [
        ['hidden_1', expect.stringMatching(/^1[2-6]$/)], // up to 10 of 4704 weights, and 6 biases
        ['hidden_2', expect.stringMatching(/^(5|1\d)$/)], // up to 10 of 30, and 5
        ['output', expect.stringMatching(/^[12]\d$/)], // up to 10 of 50, and 10
      ]),
    )
    expect(output).toMatch(/largest relative difference \d\.\de-\d+: within 1\.0e-5\n$/)
  })

  test('ends with 1 where the difference is above the tolerance', async () => {
    const { code, output } = await checked({ tolerance: 1e-15, first: 1 })
    expect(code).toBe(1)
    expect(output).toContain('1 of 2 different networks')
    expect(output).toContain('ABOVE 1.0e-15')
  })

  test.each([{ first: 0 }, { examples: 1.5 }, { parameters: Number.NaN }, { tolerance: 1 }])(
    'refuses %j',
    async args => {
      await expect(checked(args)).rejects.toMatchObject({ name: 'UserError' })
    },
  )
})

describe('a sample of the parameters', () => {
  const { train } = tinyDataset()
  const indices = Uint32Array.of(0, 1, 2, 3)

  /** Backpropagation that forgets a tenth of every gradient of the last layer's weights. */
  class Wrong extends ReferenceNetwork {
    override gradient(...args: Parameters<ReferenceNetwork['gradient']>) {
      const result = super.gradient(...args)
      const { gradient } = result
      // [16, 5, 3]: 16*5 weights and 5 biases, then 5*3 weights and 3 biases.
      for (let i = 85; i < 100; i++) gradient[i]! *= 0.9
      return result
    }
  }

  test('finds what is wrong with a layer, and in no other', () => {
    const network = new Wrong(networkSpec({ sizes: [16, 5, 3], activation: 'sigmoid' }), 0)
    const [hidden, output] = compareGradients(network, train, indices, 4)
    expect(hidden!.weights).toBeLessThan(1e-6)
    expect(output!.weights).toBeCloseTo(0.1, 6)
    expect(output!.biases).toBeLessThan(1e-6)
    expect(output!.compared).toBeLessThanOrEqual(7) // 4 of 15 weights, 3 biases
  })

  test('does not take the kink of relu for a mistake', () => {
    // Weights that put the unit 0.00005 above its kink for the one example: a step of 0.0001 crosses it.
    const network = new ReferenceNetwork(networkSpec({ sizes: [1, 1, 2], activation: 'relu' }), 0)
    network.restore({ parameters: Float64Array.of(0.00005, 0, 1, -1, 0, 0), slots: network.slots, steps: 0 })
    const white = { images: Uint8Array.of(255), labels: Uint8Array.of(0) }
    const [hidden] = compareGradients(network, white, Uint32Array.of(0))
    expect(hidden!.weights).toBeLessThan(1e-5)
  })
})
