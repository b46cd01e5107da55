// The picture itself, at several sizes: ink lays out the real components, without a terminal.
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { cleanup, render } from 'ink-testing-library'
import stringWidth from 'string-width'
import { afterEach, describe, expect, test } from 'vitest'
import { ascii, unicode } from '../../src/dashboard/lines/glyphs.js'
import { initialUi, pages, type Ui } from '../../src/dashboard/model/ui.js'
import type { Frame, Given } from '../../src/dashboard/pages/frame.js'
import { App } from '../../src/dashboard/screen/app.js'
import { createSlots } from '../../src/dashboard/screen/slots.js'
import type { SweepEvent } from '../../src/domain/events.js'
import type { Trial } from '../../src/domain/trial.js'
import { completed, ended, measured, planOf, progressed, recorded, started, trialStarted } from './events.js'
import { frameAt } from './screens.js'

afterEach(cleanup)

const plan = planOf({
  hidden: [[64], [128], [256], [256, 128]],
  activations: ['relu', 'tanh', 'sigmoid'],
  optimizers: ['adam', 'sgd'],
  seeds: [0, 1, 2],
  epochs: 10,
  name: 'width-or-activation',
  question: 'Does width matter more than activation?',
})
const events = recorded(plan, { workers: 4, trouble: true })
const half = events.slice(0, Math.floor(events.length * 0.55))

function shown(
  list: readonly SweepEvent[],
  columns: number,
  rows: number,
  { ui = initialUi, ...given }: Partial<Given> = {},
): Frame {
  return frameAt(list, { columns, rows, ui, given })
}

function screen(frame: Frame): readonly string[] {
  const nothing = () => {}
  const { size, glyphs } = frame
  const slots = createSlots({ width: size.columns, ellipsis: glyphs.ellipsis, coloured: false })
  const { lastFrame, unmount } = render(
    <App frame={frame} slots={slots} keys={true} onKey={nothing} onPaste={nothing} onUnmount={nothing} />,
  )
  const lines = slots.fill(lastFrame()!).split('\n')
  unmount()
  return lines.map(line => line.trimEnd())
}

test('at 80x24 everything that matters is there', () => {
  expect(screen(shown(half, 80, 24))).toMatchInlineSnapshot(`
    [
      "bench width-or-activation  72 trials, 24 configurations                  running",
      "Does width matter more than activation?",
      "runs/width-20261121-160405",
      "all: mnist-10k, initializer glorot-uniform, loss cross-entropy, schedule consta…",
      "✔ 36 completed   ▶ 4 running   ○ 29 waiting   ≉ 3 diverged               healthy",
      "━━━━━────  55 %  39/72  1:34, about 1 min left (50 s to 2 min)  32.8k examples/s",
      "best so far: 256 relu adam 0.001 94.61 ± 0.89 % n 2/3, tied with 2 or more",
      "w0 256 tanh adam 0.001 seed 0 ━─────     w1 256 relu adam 0.001 seed 2 ━━────",
      "w2 256 relu sgd 0.01 seed 2 ━━────       w3 256 relu sgd 0.01 seed 0 ━━────",
      "validation accuracy %  highest first, mean ± 95 % interval         1 to 10 of 24",
      " #↑       mean ±        n hidden  activation optim… learn… curve    now",
      "  1 = ▶  94.61 ± 0.89 2/3 256     relu       adam    0.001 ▅▇██████ ~92.56 4/10",
      "  2 = ✔  94.55 ± 1.02 3/3 128     relu       adam    0.001 ▄▆▇█████",
      "  3   ✔  94.39 ± 1.02 3/3 128     sigmoid    adam    0.001 ▄▆▇█████",
      "  4   ✔  94.32 ± 1.02 3/3 128     tanh       adam    0.001 ▄▆▇█████",
      "  5   ✔  94.22 ± 0.35 3/3 64      tanh       adam    0.001 ▄▆▇█████",
      "  6   ✔  94.15 ± 0.35 3/3 64      relu       adam    0.001 ▄▆▇█████",
      "  7 = ✔  93.99 ± 1.02 3/3 64      sigmoid    adam    0.001 ▄▆▇█████",
      "  8   ✔  92.57 ± 0.35 3/3 128     sigmoid    sgd      0.01 ▃▅▆▇▇▇▇▇",
      "  9   ✔  92.50 ± 0.35 3/3 128     tanh       sgd      0.01 ▃▅▆▇▇▇▇▇",
      " 10 ? ≉  92.43 ± 1.78 2/3 128     relu       sgd      0.01 ▃▅▆▇▇▇▇▇ 1 diverged",
      "≉ diverged 256 relu sgd 0.01 seed 1: the loss is not finite at ep…   (f: 2 more)",
      "↑ ↓ move  Enter detail  a axes  f failures  / filter  s sort  ? help  q quit",
    ]
  `)
})

test('at 40x10 what is left still says how far it is, what is best, and what went wrong', () => {
  expect(screen(shown(half, 40, 10))).toMatchInlineSnapshot(`
    [
      "bench width-or-activation        running",
      "✔ 36  ▶ 4  ○ 29  ≉ 3             healthy",
      "━━━━━────  55 %  39/72  about 1 min left",
      " #↑       mean ±        n hidden  activ…",
      "  1 = ▶  94.61 ± 0.89 2/3 256     relu …",
      "  2 = ✔  94.55 ± 1.02 3/3 128     relu …",
      "  3   ✔  94.39 ± 1.02 3/3 128     sigmo…",
      "≉ diverged 256 relu sgd 0…   (f: 2 more)",
      "↑ ↓ move  Enter detail  ? help  q quit",
    ]
  `)
})

test('at 120x40 there is a progress bar for each row, and room for what went wrong', () => {
  const lines = screen(shown(half, 120, 40))
  expect(lines).toHaveLength(39)
  const header = lines.find(line => line.includes('curve'))
  expect(header).toMatch(
    /#↑ +mean ± +best +n hidden +activation optimizer learning_rate curve +progress +now/,
  )
  expect(lines.filter(line => line.startsWith('≉ diverged'))).toHaveLength(3)
})

describe('the frame fits its window', () => {
  test.each([
    [80, 24],
    [120, 40],
    [200, 60],
    [40, 10],
    [20, 5],
    [10, 3],
  ])('%ix%i, on every page', (columns, rows) => {
    for (const page of pages) {
      const glyphs = page === 'help' ? ascii : unicode
      const ui: Ui = { ...initialUi, page, selected: plan.trials[0]!.configId }
      const lines = screen(shown(half, columns, rows, { ui, glyphs }))
      expect(lines.length).toBeLessThanOrEqual(rows - 1)
      for (const line of lines) expect(stringWidth(line), line).toBeLessThanOrEqual(columns)
    }
  })

  test('at any moment and any size', () => {
    const moments = fc.integer({ min: 1, max: events.length })
    fc.assert(
      fc.property(
        moments,
        fc.integer({ min: 8, max: 210 }),
        fc.integer({ min: 2, max: 60 }),
        (count, columns, rows) => {
          const lines = screen(shown(events.slice(0, count), columns, rows))
          expect(lines.length).toBeLessThanOrEqual(Math.max(1, rows - 1))
          for (const line of lines) expect(stringWidth(line), line).toBeLessThanOrEqual(columns)
        },
      ),
      { numRuns: 12 },
    )
  })
})

describe('what is on the screen', () => {
  const small = planOf({ hidden: [[64], [128]], seeds: [0, 1] })
  const [a, b] = small.trials as [Trial, Trial]

  test('a provisional value is marked with a tilde and stands apart from the mean', () => {
    const lines = screen(
      shown(
        [
          started(small),
          ended(a, 2, completed(a, 0.9)),
          trialStarted(b, 2),
          progressed(b, 3, 1),
          measured(b, 3, 1, 0.55),
        ],
        80,
        24,
      ),
    )
    expect(lines.find(line => line.startsWith('  1'))).toMatch(/ 90\.00 .*1\/2 +64 .*~55\.00 1\/3$/)
  })

  test('what went wrong stays, whatever page is shown and however many rows there are', () => {
    for (const page of ['ranking', 'help'] as const) {
      const lines = screen(shown(events, 80, 12, { ui: { ...initialUi, page } }))
      expect(lines.at(-2)).toMatch(/^[≉✘] (diverged|failed) .* \(f: \d more\)/)
    }
  })

  test('an escape sequence in a name or an error does not reach the terminal', () => {
    const hostile = planOf({ hidden: [[64], [128]], name: 'a\u001b[2Jb', question: 'x\u001b]0;title\u0007y' })
    const trial = hostile.trials[0]!
    const failed = ended(trial, 1, { status: 'failed', error: 'bad\u001b[31m\u0000news' })
    for (const page of ['ranking', 'failures', 'detail'] as const) {
      const lines = screen(shown([started(hostile), failed], 100, 24, { ui: { ...initialUi, page } }))
      expect(lines.join(' ')).not.toMatch(/\p{Cc}/u)
      expect(lines.join('\n')).toContain('bad')
    }
  })

  test('a configuration that only diverged is last and has no number', () => {
    const lines = screen(
      shown(
        [
          started(planOf({ hidden: [[64], [128]], seeds: [0] })),
          ended(a, 1, { status: 'diverged', last: null, error: 'the loss is not finite' }),
        ],
        80,
        24,
      ),
    )
    const rows = lines.filter(line => /^ +–/.test(line))
    expect(rows.map(row => row.replace(/ +/g, ' ').trim())).toEqual([
      '– ○ – – 0/1 128 ──────────── waiting',
      '– ≉ – – 0/1 64 ━━━━━━━━━━━━ 1 diverged',
    ])
  })

  test('the footer asks before it stops, and says what stopping means', () => {
    const prompt = {
      type: 'confirm',
      question: 'stop the sweep?',
      note: 'what is finished is kept',
      key: 'q',
      yes: { type: 'interrupt' },
    } as const
    const asking = screen(shown(half, 80, 24, { ui: { ...initialUi, prompt } }))
    expect(asking.at(-1)).toBe('stop the sweep? what is finished is kept. q or y: yes, Esc: no')
    const stopping = screen(shown(half, 80, 24, { stopping: 'asked' }))
    expect(stopping.at(-1)).toBe('stopping: what is finished is kept; Ctrl-C again quits at once')
    expect(stopping[0]).toMatch(/stopping$/)
  })

  test('in ASCII nothing else is on the screen', () => {
    expect(screen(shown(half, 100, 30, { glyphs: ascii })).join('\n')).toMatch(/^[\n\x20-\x7e]*$/)
  })
})

test('keys reach the table of keys by their names, also when several come at once', async () => {
  const names: string[] = []
  const { stdin } = render(
    <App
      frame={null}
      slots={createSlots({ width: 80, ellipsis: '…', coloured: false })}
      keys={true}
      onKey={name => names.push(name)}
      onPaste={() => {}}
      onUnmount={() => {}}
    />,
  )
  await sleep(50) // ink listens from its first effect on
  for (const text of [
    'j',
    '\u001b[A',
    '\u001b[B',
    '\u001b[5~',
    '\u001b[6~',
    '\u001b[H',
    '\u001b[F',
    '\r',
    ' ',
    'G',
    '?',
    '\u0003',
    '\u001a',
    'jjk\r',
    '\u0015tanh',
  ])
    stdin.write(text)
  stdin.write('\u001b')
  await sleep(50)
  expect(names).toEqual([
    ...[
      'j',
      'up',
      'down',
      'pageup',
      'pagedown',
      'home',
      'end',
      'enter',
      'space',
      'G',
      '?',
      'ctrl-c',
      'ctrl-z',
    ],
    ...['j', 'j', 'k', 'enter', 'ctrl-u', 't', 'a', 'n', 'h', 'escape'],
  ])
})

test('what is pasted is one text, whatever keys are in it, also where it comes in pieces', async () => {
  const names: string[] = []
  const texts: string[] = []
  const { stdin } = render(
    <App
      frame={null}
      slots={createSlots({ width: 80, ellipsis: '…', coloured: false })}
      keys={true}
      onKey={name => names.push(name)}
      onPaste={text => texts.push(text)}
      onUnmount={() => {}}
    />,
  )
  await sleep(50)
  stdin.write('j\u001b[200~hello pyxq\nworld\u001b[201~k')
  for (const piece of ['\u001b[200~qu', 'it', '\u001b[201~']) stdin.write(piece)
  stdin.write('\u001b[200~never ended')
  stdin.write('\u0003')
  await sleep(50)
  expect(texts).toEqual(['hello pyxq world', 'quit'])
  expect(names).toEqual(['j', 'k', 'ctrl-c'])
})
