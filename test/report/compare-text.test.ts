import { describe, expect, test } from 'vitest'
import type { Plan, Trial } from '../../src/domain/trial.js'
import { comparisonText } from '../../src/report/compare-text.js'
import { asciiSigns, unicodeSigns } from '../../src/report/signs.js'
import { columnsOf } from '../../src/report/table.js'
import { planOf } from '../dashboard/events.js'
import { comparisonOf, type Ended } from './compared.js'
import { fourCells, plan } from './four-cells.js'

const wide = { signs: unicodeSigns, width: Infinity }
const facts = [
  'validation accuracy % at the last epoch, higher is better',
  'run       width-1 (finished): 12 trials: 12 completed',
]

describe('a comparison as text', () => {
  test('says what is compared over what, with means, differences, p-values and what they mean', () => {
    // Worked in compare-tables.test.ts; 0.02484 is 2.48 %, p = 1 - sqrt(12 / 14) = 0.0742.
    const lines = comparisonText(comparisonOf(plan, fourCells, ['activation']), wide)
    expect(lines.slice(0, 2)).toEqual(facts)
    expect(lines.slice(lines.indexOf('') + 1)).toEqual([
      'activation moves it by 2.00, over 2 settings of hidden x 3 seeds',
      '  activation    validation accuracy %    difference      p  compared',
      '  relu        * 92.00 ± 2.48                                     6/6',
      '  tanh        = 90.00 ± 0.00           -2.00 ± 2.48  0.074       6/6',
      '',
      'the mean over the settings is taken for each seed; mean and interval are over the seeds',
      '± is half of the 95 % interval of the mean (Student)',
      '* is the best',
      '= cannot be told apart from the best (paired t-test on shared seeds, 5 %, Holm)',
      'difference: from the best, seed by seed',
      'p: of that difference (paired t-test), corrected for all of its table (Holm)',
    ])
  })

  test('shows two axes as a grid, or one row for each pair where the grid is too wide', () => {
    const comparison = comparisonOf(plan, fourCells, ['hidden', 'activation'])
    const grid = comparisonText(comparison, wide)
    expect(grid).toContain('  hidden \\ activation    relu            tanh')
    // t(0.975, 2) x 0.01 / sqrt 3 again; tanh is the same with every seed.
    expect(grid).toContain('  16                   * 93.00 ± 2.48  = 91.00 ± 0.00')
    const narrow = comparisonText(comparison, { signs: unicodeSigns, width: 50 })
    expect(narrow.some(line => line.startsWith('  16      tanh        = 91.00 ± 0.00'))).toBe(true)
  })

  test('is never wider than the terminal', () => {
    const comparison = comparisonOf(plan, fourCells, ['activation'], ['hidden', 'activation'], [])
    for (const width of [20, 40, 60, 80]) {
      const lines = comparisonText(comparison, { signs: unicodeSigns, width })
      for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(width)
    }
  })

  test('is written in ASCII where there is nothing else', () => {
    const comparison = comparisonOf(plan, fourCells, ['activation'], ['hidden', 'activation'], [])
    const text = comparisonText(comparison, { signs: asciiSigns, width: 60 }).join('\n')
    expect(text).toContain('92.00 +- 2.48')
    expect(text).toMatch(/^[\n\x20-\x7e]*$/)
  })

  test('counts trials without a number beside, and says why a value has none', () => {
    const lines = comparisonText(
      comparisonOf(
        plan,
        trial => {
          if (trial.configuration.model.hidden[0] === 8) return trial.seed === 0 ? 'diverged' : 'failed'
          return fourCells(trial)
        },
        ['activation'],
        ['hidden', 'activation'],
      ),
      wide,
    )
    expect(lines[1]).toBe('run       width-1 (finished): 12 trials: 6 completed, 2 diverged, 4 failed')
    expect(lines.join(' ')).toContain(
      'over 1 setting of hidden x 3 seeds; left out: 1 of 2 settings (hidden 8), because ' +
        'activation relu diverged in 1 trial and failed in 2 trials, ' +
        'activation tanh diverged in 1 trial and failed in 2 trials  ',
    )
    expect(lines).toContain(
      '  relu        * 93.00 ± 2.48                                     3/6  1 diverged, 2 failed',
    )
    expect(lines).toContain('  8 relu: no trial of it has completed, 1 diverged, 2 failed')
  })

  test('says of how many trials a mean is, also where more have completed', () => {
    const isNarrowTanh = ({ configuration: { model } }: Trial) =>
      model.hidden[0] === 8 && 'name' in model.activation && model.activation.name === 'tanh'
    const lines = comparisonText(
      comparisonOf(plan, trial => (isNarrowTanh(trial) ? 'diverged' : fourCells(trial)), ['activation']),
      wide,
    )
    // Only 16 units have both: relu 0.92, 0.93, 0.94, tanh 0.91 with three seeds. All six trials of relu have completed.
    const rows = lines.filter(line => /^ {2}(relu|tanh)/.test(line)).map(line => line.trim().split(/ {2,}/))
    expect(rows).toEqual([
      ['relu', '* 93.00 ± 2.48', '3/6'],
      ['tanh', '= 91.00 ± 0.00', '-2.00 ± 2.48', '0.074', '3/6', '3 diverged'],
    ])
    expect(lines).toContain('compared: how many trials the mean is over, of those that are planned')
  })

  test('says once of a value without any number that the others are compared without it, and names other settings alone', () => {
    const three = planOf({
      hidden: [[8], [16], [32]],
      activations: ['relu', 'tanh'],
      optimizers: ['adam', 'sgd'],
      seeds: [0, 1, 2],
    })
    const nameOf = ({ configuration: { model } }: Trial) =>
      'name' in model.activation && model.activation.name
    const ended = (trial: Trial): Ended => {
      const { model, optimizer } = trial.configuration
      if (model.hidden[0] === 32) return 'diverged'
      const isOne = model.hidden[0] === 16 && optimizer.name === 'sgd' && nameOf(trial) === 'tanh'
      return isOne ? 'failed' : 0.9
    }
    const linesOf = (...by: readonly (readonly string[])[]) =>
      comparisonText(comparisonOf(three, ended, ...by), wide)
    const lines = linesOf(['activation'], ['optimizer'])
    // 32 units: 2 activations x 2 optimizers x 3 seeds. Of the 6 settings of hidden and optimizer 2 have 32 units.
    const sentence = 'no trial of hidden 32 has completed (12 diverged): the other means are without it'
    expect(lines.filter(line => line === sentence)).toHaveLength(1)
    expect(lines.indexOf(sentence)).toBeLessThan(lines.findIndex(line => line.startsWith('activation moves')))
    expect(lines.join(' ')).toMatch(
      /; left out: 3 of 6 settings \(those with hidden 32; hidden 16, optimizer sgd, learning_rate 0.01\), because in the others activation tanh failed in 3 trials {3}activation/,
    )
    // Of one table alone it is said there, with the reason.
    const alone = linesOf(['activation'])
    expect(alone).not.toContain(sentence)
    expect(alone.join(' ')).toContain(
      'because activation tanh failed in 3 trials and diverged in 6 trials, activation relu diverged in 6 trials',
    )
  })

  test('says that intervals are not corrected, where several are tested and p is', () => {
    const three = planOf({ hidden: [[8]], activations: ['relu', 'tanh', 'elu'], seeds: [0, 1, 2] })
    const sentence = 'each interval stands alone: it is not corrected for the others as p is'
    const linesOf = (from: Plan) => comparisonText(comparisonOf(from, fourCells, ['activation']), wide)
    expect(linesOf(three)).toContain(sentence)
    expect(linesOf(plan)).not.toContain(sentence) // a single test, of which p is not corrected either
  })

  test('of one seed says that nothing can be told apart', () => {
    const lines = comparisonText(
      comparisonOf(plan, trial => (trial.seed === 0 ? fourCells(trial) : null), ['activation']),
      wide,
    )
    // relu (0.90 + 0.92) / 2, tanh (0.89 + 0.91) / 2
    expect(lines).toContain('  relu        * 91.00                                   2/6  4 without a result')
    expect(lines).toContain('  tanh        ? 90.00                       -1.00       2/6  4 without a result')
    expect(lines).toContain('one seed each: there are no intervals, and nothing can be told apart')
  })

  test('of what cannot be compared says why, and shows no differences', () => {
    const lines = comparisonText(
      comparisonOf(plan, () => null, ['activation']),
      wide,
    )
    expect(lines).toContain(
      'activation, nothing to compare: no two values have completed the same setting with the same seed',
    )
    expect(lines.join('\n')).not.toContain('difference')
  })

  test('of a value that has completed everything says that it was not compared, where no other has', () => {
    const isRelu = ({ configuration: { model } }: Trial) =>
      'name' in model.activation && model.activation.name === 'relu'
    const lines = comparisonText(
      comparisonOf(plan, trial => (isRelu(trial) ? 0.9 : 'diverged'), ['activation']),
      wide,
    )
    const rows = lines.filter(line => /^ {2}(relu|tanh)/.test(line)).map(line => line.trim().split(/ {2,}/))
    expect(rows).toEqual([
      ['relu', '-', '0/6', 'not compared'],
      ['tanh', '-', '0/6', 'no trial of it has completed, 6 diverged'],
    ])
  })

  test('ranks configurations with the hyperparameters that vary', () => {
    const lines = comparisonText(comparisonOf(plan, fourCells, []), wide)
    expect(lines.some(line => line.startsWith('4 configurations, means over those of 3 seeds'))).toBe(true)
    const [head, best] = lines.slice(lines.findIndex(line => line.includes('rank')))
    expect(head!.trim().split(/ {2,}/)).toEqual([
      'rank',
      'validation accuracy %',
      'difference',
      'p',
      'n',
      'hidden',
      'activation',
    ])
    expect(best!.trim().split(/ {2,}/)).toEqual(['1', '* 93.00 ± 2.48', '3/3', '16', 'relu'])
  })

  test('shows names as they are written, without what they would do to the terminal', () => {
    const comparison = comparisonOf(plan, fourCells, ['activation'])
    const [run] = comparison.runs
    const lines = comparisonText({ ...comparison, runs: [{ ...run!, name: 'a\u001b[31mb\tc' }] }, wide)
    expect(lines[1]).toBe('run       a\\u001b[31mb\\u0009c (finished): 12 trials: 12 completed')
  })
})
