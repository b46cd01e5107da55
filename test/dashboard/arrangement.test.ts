import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arrange } from '../../src/dashboard/model/arrangement.js'
import { planFacts } from '../../src/dashboard/model/plan-facts.js'
import { rank } from '../../src/dashboard/model/rows.js'
import { sortColumns } from '../../src/dashboard/model/sorting.js'
import type { Sweep } from '../../src/dashboard/model/state.js'
import { initialUi, type Ui } from '../../src/dashboard/model/ui.js'
import { accuracy, completed, ended, planOf, play, recorded, started } from './events.js'

const plan = planOf({
  hidden: [[16], [64], [64, 32], [128]],
  activations: ['relu', 'tanh'],
  optimizers: ['adam', 'sgd'],
  seeds: [0, 1, 2],
})
const facts = planFacts(plan)
const events = recorded(plan, { workers: 3, trouble: true })
const columns = sortColumns(facts, accuracy).map(({ name }) => name)

function arranged(sweep: Sweep, ui: Partial<Ui> = {}) {
  return arrange(sweep, rank(sweep), facts, { ...initialUi, ...ui })
}

function hidden(sweep: Sweep, ui: Partial<Ui>): readonly string[] {
  return arranged(sweep, ui).entries.map(({ ranked }) => ranked.ranked.configuration.model.hidden.join('x'))
}

const moments = fc.integer({ min: 1, max: events.length })
const anyUi = fc.record({
  sort: fc.record({ column: fc.constantFrom(...columns), reversed: fc.boolean() }),
  filter: fc.constantFrom('', 'relu', '!failed', 'hidden=64,128', 'n>1 adam', 'nonsense=1'),
  faultsOnly: fc.boolean(),
})

describe('at any moment of a sweep', () => {
  test('sorting loses no row and doubles none', () => {
    fc.assert(
      fc.property(moments, anyUi, (count, { sort }) => {
        const { ids } = arranged(play(events.slice(0, count)), { sort })
        expect([...ids].sort()).toEqual([...new Set(plan.trials.map(({ configId }) => configId))].sort())
      }),
      { numRuns: 60 },
    )
  })

  test('what a filter shows and what its opposite shows are all rows', () => {
    fc.assert(
      fc.property(
        moments,
        fc.constantFrom('relu', 'failed', 'accuracy>0.9', 'hidden=64', 'tied'),
        (count, filter) => {
          const sweep = play(events.slice(0, count))
          const [some, others] = [filter, `!${filter}`].map(text => arranged(sweep, { filter: text }))
          expect(some!.shown + others!.shown).toBe(16)
          expect(some!.ids.filter(id => others!.ids.includes(id))).toEqual([])
        },
      ),
      { numRuns: 60 },
    )
  })

  test('rows that are equal keep the order of the ranking, both ways round', () => {
    fc.assert(
      fc.property(moments, anyUi, (count, { sort, filter, faultsOnly }) => {
        const sweep = play(events.slice(0, count))
        const key = sortColumns(facts, accuracy).find(({ name }) => name === sort.column)!.key
        const before = arranged(sweep).ids
        const { entries } = arranged(sweep, { sort, filter, faultsOnly })
        for (const [i, { ranked }] of entries.slice(1).entries()) {
          const previous = entries[i]!.ranked
          if (key(previous, sweep) === key(ranked, sweep))
            expect(before.indexOf(previous.ranked.configId)).toBeLessThan(
              before.indexOf(ranked.ranked.configId),
            )
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('the order', () => {
  const sweep = play(events)

  test('numbers and shapes are sorted as a reader counts, and turned round', () => {
    const rising = hidden(sweep, { sort: { column: 'hidden', reversed: false }, filter: 'relu adam' })
    expect(rising).toEqual(['16', '64', '64x32', '128'])
    const falling = hidden(sweep, { sort: { column: 'hidden', reversed: true }, filter: 'relu adam' })
    expect(falling).toEqual(['128', '64x32', '64', '16'])
  })

  test('rows without a value come last, both ways round', () => {
    const few = planOf({ hidden: [[16], [32], [64]], seeds: [0] })
    const [, b, c] = few.trials
    const some = play([started(few), ended(b!, 1, completed(b!, 0.9)), ended(c!, 2, completed(c!, 0.95))])
    const last = (reversed: boolean) => {
      const ui = { ...initialUi, sort: { column: 'best', reversed } }
      const { entries } = arrange(some, rank(some), planFacts(few), ui)
      return entries.map(({ ranked }) => ranked.ranked.configuration.model.hidden[0])
    }
    expect(last(false)).toEqual([64, 32, 16])
    expect(last(true)).toEqual([32, 64, 16])
  })

  test('a frozen order stays whatever happens, and no row is lost by it', () => {
    const early = play(events.slice(0, 40))
    const { ids } = arranged(early)
    expect(arranged(sweep, { frozen: ids }).ids).toEqual(ids)
    expect(arranged(sweep).ids).not.toEqual(ids)
    expect(arranged(sweep, { frozen: ids.slice(5) }).ids).toHaveLength(16)
  })

  test('the seeds of an opened row stand below it', () => {
    const [first, second] = arranged(sweep).ids
    const { ids } = arranged(sweep, { opened: new Set([first!]) })
    const seeds = plan.trials.filter(({ configId }) => configId === first).map(({ trialId }) => trialId)
    expect(ids.slice(0, 5)).toEqual([first, ...seeds, second])
  })

  test('faults only: what has a trial that failed or diverged', () => {
    const { entries, shown, all } = arranged(sweep, { faultsOnly: true })
    expect([shown, all]).toEqual([4, 16]) // relu with sgd diverges for seed 1, with each of 4 widths
    for (const { ranked } of entries)
      expect(ranked.ranked.counts.failed + ranked.ranked.counts.diverged).toBe(1)
  })

  test('a filter that says nothing sensible hides nothing and says so', () => {
    const { shown, mistake } = arranged(sweep, { filter: 'actvation=relu' })
    expect(shown).toBe(16)
    expect(mistake).toContain('nothing is called actvation; did you mean activation?')
  })

  test('the filter knows columns, results and how trials stand', () => {
    const count = (filter: string) => arranged(sweep, { filter }).shown
    expect(count('activation=relu optimizer=adam')).toBe(4)
    expect(count('hidden=64x32')).toBe(4)
    expect(count('batch_size=32')).toBe(16)
    expect(count('diverged')).toBe(4)
    expect(count('rank<=3')).toBe(3)
    expect(count('validation_accuracy>0 n=3')).toBe(12)
    expect(count('loss<0 running')).toBe(0)
  })
})
