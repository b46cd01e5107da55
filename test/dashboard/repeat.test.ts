// The command is read by the real reader of experiments, with a real shell between: what it asks for must be what was trained.
import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { repeatWords, shellLines } from '../../src/dashboard/pages/repeat.js'
import { loadExperiment } from '../../src/spec/load.js'
import { expand } from '../../src/sweep/expand.js'

const text = `
name: many-kinds
dataset: mnist-10k
training: { epochs: 3, batch_size: 64, clip_norm: 1 }
optimizer: { name: rmsprop, learning_rate: 0.002 }
sweep:
  model.hidden: [[], [32], [64, 32]]
  model.activation: [relu, { name: leaky-relu, negative_slope: 0.3 }]
  optimizer:
    - adam
    - { name: sgd, learning_rate: [0.1, 1.0e-7], momentum: 0.9 }
  training.l2: [0, 0.001]
exclude: [{ model.hidden: [32], optimizer.name: sgd }]
seeds: [3, 5]
`

/** As a shell takes the command apart. */
function words(command: string): readonly string[] {
  const out = execFileSync('bash', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' })
  return out.split('\0').slice(0, -1)
}

function trainedBy(command: string, file: string) {
  const [bench, run, path, ...options] = words(command)
  expect([bench, run, path]).toEqual(['bench', 'run', 'runs/a b/experiment.yaml'])
  const pairs = options.flatMap((option, i) => (i % 2 === 0 ? [[option, options[i + 1]!] as const] : []))
  const overrides = pairs.flatMap(([name, value]) => (name === '--set' ? [value] : []))
  const [seeds] = pairs.flatMap(([name, value]) => (name === '--seeds' ? [value] : []))
  return expand(loadExperiment(file, { file: path!, overrides, seeds: seeds! })).trials
}

describe('the command that trains a configuration again', () => {
  const plan = expand(loadExperiment(text, { file: 'many-kinds.yaml' }))
  const first = plan.trials.filter(({ seed }) => seed === 3)

  test('asks for that configuration alone, with the same seeds', () => {
    for (const { configuration, configId } of first) {
      const trials = trainedBy(repeatWords(plan.experiment, configuration, 'runs/a b').join(' '), text)
      expect(trials.map(trial => [trial.configId, trial.seed])).toEqual([
        [configId, 3],
        [configId, 5],
      ])
    }
  })

  test('stands on lines of any width that a shell reads as the same command', () => {
    const parts = repeatWords(plan.experiment, first.at(-1)!.configuration, 'runs/a b')
    const whole = words(parts.join(' '))
    const widest = Math.max(...parts.map(part => part.replace(/^(--\w+|bench run) /, '').length))
    for (const width of [widest + 2, widest + 9, 80, 1000]) {
      const lines = shellLines(parts, width)
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width)
      expect(words(lines.join('\n')), String(width)).toEqual(whole)
    }
    expect(shellLines(parts, 20).join('').replaceAll(/[ \\]/g, '')).toBe(parts.join('').replaceAll(/ /g, ''))
  })

  test('says also what --set had laid over the file, which the run keeps as it was written', () => {
    const laid = expand(
      loadExperiment(text, { file: 'x', overrides: ['training.epochs=7', 'training.l2=0.5'] }),
    )
    const { configuration, configId } = laid.trials[0]!
    const trials = trainedBy(repeatWords(laid.experiment, configuration, 'runs/a b').join(' '), text)
    expect(new Set(trials.map(trial => trial.configId))).toEqual(new Set([configId]))
  })
})
