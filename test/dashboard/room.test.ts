// Nothing is cut while there is room for it on the line.
import { describe, expect, test } from 'vitest'
import { unicode } from '../../src/dashboard/lines/glyphs.js'
import { plainText } from '../../src/dashboard/lines/text.js'
import { rowOf } from '../../src/dashboard/model/rows.js'
import { seedOf } from '../../src/dashboard/pages/seeds.js'
import { workerLines } from '../../src/dashboard/pages/strip.js'
import { rankingLines, type TableEntry } from '../../src/dashboard/pages/table.js'
import type { SweepEvent } from '../../src/domain/events.js'
import { measured, planOf, progressed, recorded, started, trialStarted } from './events.js'
import { frameAt, pageText } from './screens.js'

const plan = planOf({
  hidden: [[256, 128], [64]],
  activations: ['leaky-relu', 'tanh'],
  optimizers: ['adam', 'sgd'],
  seeds: [0, 1, 2],
  epochs: 10,
})

function strip(workers: number, columns: number): readonly string[] {
  const events: SweepEvent[] = [started(plan, workers)]
  for (const [worker, trial] of plan.trials.slice(0, workers).entries())
    events.push(trialStarted(trial, 0, worker), progressed(trial, 1, 1))
  const { sweep, look } = frameAt(events, { columns })
  return workerLines(sweep, 2, look).map(line => plainText(line).trimEnd())
}

describe('the strip of workers', () => {
  test('gives one worker the whole line, and fills the lines alike', () => {
    expect(strip(1, 80)).toEqual(['worker 0 256x128 leaky-relu adam 0.001 seed 0 ━───── 8.00k/s'])
    expect(strip(4, 120).map(line => line.match(/ seed /g)?.length)).toEqual([2, 2])
    expect(strip(4, 200).map(line => line.match(/ seed /g)?.length)).toEqual([4])
  })

  test('shortens the word worker before it cuts what is trained', () => {
    const [line] = strip(2, 100)
    expect(line).toMatch(/^w0 256x128 leaky-relu adam 0\.001 seed 0 ━───── +w1 256x128 /)
    expect(strip(2, 80)[0]).toMatch(/^w0 256x128 leaky-re.*… seed 0 /)
  })
})

describe('the table', () => {
  const frame = frameAt(recorded(plan, { workers: 2 }).slice(0, 60))
  const lines = (columns: number) => {
    const { sweep, arrangement, facts } = frame
    const entries = arrangement.entries.map(({ ranked }): TableEntry => {
      const row = rowOf(sweep, ranked)
      return { id: row.configId, row, seed: null }
    })
    const sort = { column: 'rank', rising: true }
    const { header, body } = rankingLines(sweep, entries, {
      ...{ width: columns, facts, glyphs: unicode, selected: null },
      ...{ letters: new Map(), signs: new Map(), sort },
    })
    return [header, ...body].map(line => plainText(line).trimEnd())
  }

  test('cuts a title only where every column is full', () => {
    for (let columns = 70; columns <= 200; columns++) {
      const [header, ...body] = lines(columns)
      if (!header!.includes('…')) continue
      const longest = Math.max(header!.length, ...body.map(line => line.length))
      expect(longest, `${columns}: ${header}`).toBeGreaterThanOrEqual(columns - 'now'.length - 12)
    }
    expect(lines(120)[0]).toContain(' activation')
    expect(lines(120)[0]).toContain(' learning_rate')
  })

  test('says of a seed the first half where the second has no room', () => {
    const trial = plan.trials[0]!
    const list = [started(plan, 1), trialStarted(trial, 0), measured(trial, 1, 1, 0.5)]
    const { sweep, arrangement, facts } = frameAt(list)
    const { ranked } = arrangement.entries[0]!
    const seed = seedOf(sweep, sweep.groups[0]!, 0)
    const entry: TableEntry = { id: trial.trialId, row: rowOf(sweep, ranked), seed }
    const bodyAt = (width: number) => {
      const { body } = rankingLines(sweep, [entry], {
        ...{ width, facts, glyphs: unicode, selected: null, letters: new Map(), signs: new Map() },
        sort: { column: 'rank', rising: true },
      })
      return plainText(body[0]!).trimEnd()
    }
    const texts = Array.from({ length: 100 }, (_, i) => bodyAt(90 + i))
    for (const text of texts) expect(text).toMatch(/ epoch 1\/10(, worker 0)?$/)
    expect(texts.at(-1)).toMatch(/, worker 0$/)
  })
})

test('the seeds of a configuration have their notes whole at 80 columns, and so has the standing', () => {
  const [trial] = plan.trials
  const list = [started(plan, 1), trialStarted(trial!, 0, 12), measured(trial!, 1, 1, 0.5)]
  const text = pageText(list, { columns: 80, rows: 24, ui: { page: 'detail', selected: trial!.configId } })
  expect(text.some(line => line.endsWith('epoch 1/10, worker 12'))).toBe(true)
  const all = recorded(plan, { workers: 2 })
  for (const { configId } of plan.trials) {
    const lines = pageText(all, { columns: 80, rows: 24, ui: { page: 'detail', selected: configId } })
    expect([lines[1], lines[3]].join('\n')).not.toContain('…')
  }
})

test('a comparison without room for the names of the configurations has their values below instead', () => {
  const marked = [plan.trials[0]!.configId, plan.trials[3]!.configId]
  const page = (columns: number) =>
    pageText(recorded(plan), { columns, rows: 24, ui: { page: 'compare', marked } })
  expect(page(140).some(line => line.endsWith('configuration'))).toBe(true)
  expect(page(140).some(line => line.startsWith('differs in'))).toBe(true)
  const narrow = page(80)
  expect(narrow.join('\n')).not.toContain('…')
  expect(narrow.some(line => /^values +A +B$/.test(line))).toBe(true)
  expect(narrow.some(line => /^hidden +256x128 +256x128$/.test(line))).toBe(true)
})
