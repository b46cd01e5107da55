import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planFacts } from '../../src/dashboard/model/plan-facts.js'
import { createRankingKeeper, type RankingKeeper } from '../../src/dashboard/model/ranking-keeper.js'
import type { Sweep } from '../../src/dashboard/model/state.js'
import { initialUi } from '../../src/dashboard/model/ui.js'
import { layoutOf, parts, type Wishes } from '../../src/dashboard/pages/layout.js'
import { completed, ended, planOf, play, started, sweepEnded } from './events.js'

const wishes: Wishes = {
  workers: 1,
  question: true,
  constants: true,
  failures: 2,
  footer: 1,
  page: 40,
  leastPage: 7,
}

describe('the parts of the screen', () => {
  test('all have room in a large window, and the page takes what is left', () => {
    const layout = layoutOf({ columns: 120, rows: 40 }, wishes)
    expect([...layout.shows]).toEqual(parts)
    // 39 lines: 4 that are always there, the footer among them, 2 failures, 1 line for each of the 8 parts.
    expect(layout).toMatchObject({ height: 39, failureLines: 2, page: 25 })
  })

  test('give way to the page in a small one, the least useful first', () => {
    const shown = [30, 20, 16, 14, 10].map(rows => [...layoutOf({ columns: 80, rows }, wishes).shows])
    expect(shown.map(list => list.length)).toEqual([8, 6, 3, 1, 0])
    for (const list of shown) expect(list).toEqual(parts.slice(0, list.length))
  })

  test('never add up to more than a line less than the window', () => {
    fc.assert(
      fc.property(
        fc.nat(100),
        fc.record({
          workers: fc.nat(20),
          question: fc.boolean(),
          constants: fc.boolean(),
          failures: fc.nat(50),
          footer: fc.integer({ min: 1, max: 3 }),
          page: fc.nat(200),
          leastPage: fc.nat(40),
        }),
        (rows, any) => {
          const { page, shows, workerLines, failureLines, height } = layoutOf({ columns: 80, rows }, any)
          const others = [...shows].filter(part => part !== 'workers').length
          const used = 3 + any.footer + failureLines + workerLines + others + page
          expect(height).toBe(Math.max(1, rows - 1))
          if (height >= 4 + any.footer) expect(used).toBe(height)
        },
      ),
    )
  })
})

describe('the ranking that is kept', () => {
  // The first three come at once (see below), so three have come before.
  const plan = planOf({ hidden: [[64], [256], [1], [2], [3]], seeds: [0] })
  const [a, b, ...earlier] = plan.trials
  const begun = [started(plan), ...earlier.map(trial => ended(trial, 0.5, completed(trial, 0.5)))]
  const before = play([...begun, ended(a!, 1, completed(a!, 0.9))])
  const after = play([...begun, ended(a!, 1, completed(a!, 0.9)), ended(b!, 2, completed(b!, 0.95))])
  const facts = planFacts(plan)
  const of = (keeper: RankingKeeper, sweep: Sweep, ui = initialUi) => {
    const { arrangement, outdated } = keeper.of(sweep, facts, ui)
    return { best: arrangement.ids[0], last: arrangement.ids.at(-1), outdated }
  }

  test('changes at most once a second, and says when it is outdated', () => {
    let time = 0
    const keeper = createRankingKeeper(() => time)
    expect(of(keeper, before)).toMatchObject({ outdated: false })
    const sweep = { ...after, places: before.places }
    time = 999
    expect(of(keeper, sweep)).toMatchObject({ outdated: true, best: a!.configId })
    time = 1000
    expect(of(keeper, sweep)).toMatchObject({ outdated: false, best: b!.configId })
  })

  test('has the first results at once, for somebody waits for them', () => {
    const keeper = createRankingKeeper(() => 0)
    const [x, y, z] = earlier
    const list = [started(plan)]
    const bests = [x!, y!, z!, a!].map((trial, i) => {
      const { places } = before
      list.push(ended(trial, i + 1, completed(trial, 0.5 + 0.1 * i)))
      return of(keeper, { ...play(list), places }).best
    })
    // No time has passed at all: the fourth waits for its second.
    expect(bests).toEqual([x!.configId, y!.configId, z!.configId, z!.configId])
  })

  test('rests a hundred times as long as what is made of it takes', () => {
    let time = 0
    const keeper = createRankingKeeper(() => time)
    of(keeper, before)
    time = 50
    keeper.drawn() // 5 s of rest
    const sweep = { ...after, places: before.places }
    time = 4999
    expect(of(keeper, sweep)).toMatchObject({ outdated: true, best: a!.configId })
    keeper.drawn() // of the ranking that was there: nothing new is learnt
    time = 5999 // a second after the last arrangement
    expect(of(keeper, sweep)).toMatchObject({ outdated: false, best: b!.configId })
  })

  test('is made at once when the sweep is over, and for another sweep', () => {
    const keeper = createRankingKeeper(() => 0)
    of(keeper, before)
    const end = play([...begun, ended(b!, 2, completed(b!, 0.95)), sweepEnded(3)])
    expect(of(keeper, { ...end, places: before.places }).best).toBe(b!.configId)
    const another = play([...begun, ended(a!, 1, completed(a!, 0.9))])
    expect(of(keeper, another).best).toBe(a!.configId)
  })

  test('is arranged at once as a key asks for it', () => {
    const keeper = createRankingKeeper(() => 0)
    of(keeper, before)
    const turned = { ...initialUi, sort: { column: 'hidden', reversed: true } }
    expect(of(keeper, before, turned)).toMatchObject({ best: b!.configId, outdated: false })
  })
})
