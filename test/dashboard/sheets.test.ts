import { describe, expect, test } from 'vitest'
import { type Sheet, sheetAsMarkdown, sheetOf } from '../../src/dashboard/pages/sheets.js'
import { completed, ended, planOf, recorded, started } from './events.js'
import { frameAt, type Shown } from './screens.js'

const plan = planOf({ hidden: [[64], [128]], optimizers: ['adam', 'sgd'], seeds: [0, 1], epochs: 4 })
const events = recorded(plan, { trouble: true })
const ids = [...new Set(plan.trials.map(({ configId }) => configId))]

function sheet(ui: Shown['ui'] = {}): Sheet {
  const made = sheetOf(frameAt(events, { rows: 12, ui }))
  if (made === null) throw new Error('no sheet')
  return made
}

function column(made: Sheet, name: string): readonly unknown[] {
  return made.rows.map(row => row[made.columns.indexOf(name)]!.value)
}

describe('what is saved is what is on the screen', () => {
  test('the ranking as it is sorted and filtered, whole, with the columns that vary', () => {
    const all = sheet()
    expect(all.columns).toEqual([
      ...['rank', 'tied', 'config_id', 'seed', 'status', 'hidden', 'optimizer', 'learning_rate'],
      ...['validation_accuracy_mean', 'validation_accuracy_ci95', 'best_validation_accuracy', 'n', 'planned'],
    ])
    expect(all.rows).toHaveLength(4)
    const some = sheet({ filter: 'adam', sort: { column: 'hidden', reversed: true } })
    expect(column(some, 'hidden')).toEqual(['128', '64'])
  })

  test('numbers are whole in CSV and as on the screen in Markdown', () => {
    const [row] = sheet().rows
    const mean = row![8]!
    expect(mean.text).toBe((100 * (mean.value as number)).toFixed(2))
    expect(String(mean.value).length).toBeGreaterThan(mean.text.length)
  })

  test('the seeds of an opened row are rows of their own', () => {
    const open = sheet({ opened: new Set([ids[0]!]) })
    expect(column(open, 'seed').filter(seed => seed !== null)).toEqual([0, 1])
  })

  test.each([
    ['axes', {}, 'by-axis', 6],
    ['axes', { map: 1 }, 'by-hidden-and-optimizer', 4],
    ['detail', { selected: ids[1]! }, `seeds-of-${ids[1]}`, 2],
    ['compare', { marked: [ids[0]!, ids[1]!] }, 'comparison', 2],
    ['failures', {}, 'failures', 3], // sgd diverges with seed 1, with both widths; trial 4 fails
  ] as const)('the page %s %o is the table %s', (page, ui, name, rows) => {
    const made = sheet({ page, ...ui })
    expect(made.name).toBe(name)
    expect(made.rows).toHaveLength(rows)
    for (const row of made.rows) expect(row).toHaveLength(made.columns.length)
  })

  test('what went wrong stands in the order of the page, the newest first', () => {
    const frame = frameAt(events, { ui: { page: 'failures' } })
    const stops = frame.content.page === 'failures' ? frame.content.stops.map(({ id }) => id) : []
    expect(column(sheet({ page: 'failures' }), 'trial_id')).toEqual(stops)
    expect(stops).toEqual(frame.sweep.failures.map(({ trial }) => trial.trialId).reverse())
  })

  test('help has no table', () => {
    expect(sheetOf(frameAt(events, { ui: { page: 'help' } }))).toBeNull()
  })
})

test('a p value is whole in CSV and rounded in Markdown, as bench compare has it', () => {
  const two = planOf({ hidden: [[64], [128]], seeds: [0, 1, 2] })
  // 64 less 128: 0.01, 0.02 and 0.03: t = 2 sqrt 3 with two degrees, p = 1 - sqrt(12 / 14) = 0.0742.
  const values = [0.89, 0.88, 0.87]
  const list = two.trials.map(trial =>
    ended(trial, 1, completed(trial, trial.configuration.model.hidden[0] === 64 ? 0.9 : values[trial.seed]!)),
  )
  const marked = [...new Set(two.trials.map(({ configId }) => configId))]
  const made = sheetOf(frameAt([started(two), ...list], { ui: { page: 'compare', marked } }))!
  const [best, other] = made.rows.map(row => row.at(-1)!)
  expect(made.columns.at(-1)).toBe('p_value')
  expect(best).toEqual({ value: null, text: '' })
  expect(other!.text).toBe('0.074')
  expect(other!.value).toBeCloseTo(1 - Math.sqrt(12 / 14), 9)
})

test('Markdown has a line a row, numbers to the right, and no stray bars', () => {
  const cell = (value: string | number) => ({ value, text: String(value) })
  const made = { name: 'x', columns: ['name', 'n'], rows: [[cell('a|b'), cell(3)]] }
  expect(sheetAsMarkdown(made)).toBe('| name | n |\n| --- | --: |\n| a\\|b | 3 |\n')
})
