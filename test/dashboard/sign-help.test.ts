import { expect, test } from 'vitest'
import { ascii, unicode } from '../../src/dashboard/lines/glyphs.js'
import { planOf, recorded } from './events.js'
import { acting, frameAt, lookingOn, pageText } from './screens.js'

const events = recorded(planOf({ hidden: [[64], [128]], activations: ['relu', 'tanh'] }), { trouble: true })

test.each([unicode, ascii])('the help explains every sign of the screen', glyphs => {
  const text = pageText(events, { columns: 200, ui: { page: 'help' }, given: { glyphs } })
  const labels = text.map(line => line.slice(0, 16)).join('\n')
  const signs = [
    ...[glyphs.pointer, glyphs.dash, glyphs.plusMinus, glyphs.rising, glyphs.falling, glyphs.ellipsis],
    ...[glyphs.done, glyphs.left, glyphs.bars[0]!, glyphs.solid, glyphs.unsure, glyphs.middle],
    ...[...glyphs.shades, ...Object.values(glyphs.status)],
    ...[
      '=',
      '?',
      '*',
      'A B C',
      't v e',
      'n 3/5',
      '~97.31 3/10',
      'p 0.03',
      glyphs.ascii ? '(2.3) |' : '(2.3) ┤',
    ],
  ]
  for (const sign of signs) expect(labels).toContain(sign)
})

test('the help says where a table is saved: with the run, or where whoever looks on has started', () => {
  const help = (manner: typeof acting) =>
    pageText(events, { columns: 120, ui: { page: 'help' }, given: { manner } }).filter(line =>
      /^[eE] /.test(line),
    )
  expect(help(acting)).toEqual([
    "e               save this table as CSV, in exports/ of the run's folder",
    "E               save it as Markdown, in exports/ of the run's folder",
  ])
  expect(help(lookingOn)[0]).toMatch(/in exports\/ of the folder you are in$/)
})

test('no line of the help is cut at 80 columns', () => {
  const { content } = frameAt(events, { columns: 80, ui: { page: 'help' } })
  expect(content.page).toBe('help')
  const text = pageText(events, { columns: 80, ui: { page: 'help' } })
  expect(text.filter(line => line.endsWith('…') && !line.startsWith('…'))).toEqual([])
})
