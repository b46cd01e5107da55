import { describe, expect, test } from 'vitest'
import { isMeant, isOn, keys } from '../../src/dashboard/keys/keys.js'
import { ascii } from '../../src/dashboard/lines/glyphs.js'
import { plainText } from '../../src/dashboard/lines/text.js'
import { divergedInCommon } from '../../src/dashboard/model/diverged.js'
import { planFacts } from '../../src/dashboard/model/plan-facts.js'
import { type Ranked, rowOf } from '../../src/dashboard/model/rows.js'
import { pages, type Ui } from '../../src/dashboard/model/ui.js'
import { scaleOf } from '../../src/dashboard/pages/axes-page.js'
import { failureLines } from '../../src/dashboard/pages/header.js'
import { healthOf } from '../../src/dashboard/pages/health.js'
import { bytesToCome, type Resources, resourceSpans } from '../../src/dashboard/pages/resources.js'
import { fittingColumns } from '../../src/dashboard/pages/table-columns.js'
import { verdictLines } from '../../src/dashboard/pages/verdict.js'
import type { SweepEvent } from '../../src/domain/events.js'
import type { Trial } from '../../src/domain/trial.js'
import {
  accuracy,
  at,
  completed,
  ended,
  loss,
  measured,
  planOf,
  play,
  progressed,
  recorded,
  rowsOf,
  started,
  trialStarted,
} from './events.js'
import { acting, frameAt, lookingOn, pageText } from './screens.js'

const diverged = { status: 'diverged', last: null, error: 'the loss is not finite' } as const
const enough = { memoryBytes: null, freeBytes: null, bytesToCome: 0 }
const plan = planOf({
  hidden: [[64], [128]],
  activations: ['relu', 'tanh'],
  optimizers: ['adam', 'sgd'],
  seeds: [0, 1, 2],
  epochs: 10,
})
const events = recorded(plan, { workers: 2, trouble: true })
const ids = [...new Set(plan.trials.map(({ configId }) => configId))]

describe('a configuration in detail', () => {
  const wide = plan.trials.find(({ configuration: { model, optimizer } }) => {
    const { activation } = model
    return 'name' in activation && activation.name === 'tanh' && optimizer.name === 'sgd'
  })!
  const text = pageText(events, { ui: { page: 'detail', selected: wide.configId } })

  test('says where it stands, against the best seed by seed, and in which values they differ', () => {
    expect(text[0]).toBe(`64 tanh sgd 0.01  ${wide.configId}`)
    expect(text[1]).toMatch(
      /^validation accuracy % \d\d\.\d\d ± \d+\.\d\d {2}3 of 3 seeds, rank 7 of 8(, = tied with the best)?$/,
    )
    expect(text[2]).toMatch(
      /^against the best, 128 \w+ adam 0\.001: -\d\.\d\d ± \d\.\d\d \(\d shared seeds, p .+\)$/,
    )
    expect(text[3]).toMatch(
      /^differs in hidden 64 \(128\).*, optimizer sgd \(adam\), learning_rate 0\.01 \(0\.001\)$/,
    )
  })

  test('has the curves of loss and accuracy, of both splits, with letters at their ends', () => {
    const legend = text.find(line => line.startsWith('loss'))
    expect(legend).toMatch(/^loss {2}v validation, t train +accuracy % {2}v validation, t train$/)
    const at80 = pageText(events, { columns: 60, ui: { page: 'detail', selected: wide.configId } })
    expect(at80.filter(line => /^(loss|accuracy %) {2}v validation, t train$/.test(line))).toHaveLength(2)
    expect(text.join('\n')).toMatch(/[\u2801-\u28ff]/)
  })

  test('has each seed, every value, and the command that trains it again', () => {
    for (const seed of [0, 1, 2])
      expect(text.some(line => new RegExp(`^✔ completed +${seed} +\\d\\d\\.\\d\\d`).test(line))).toBe(true)
    expect(text.join('\n')).toMatch(/batch_size +32/)
    expect(text.join('\n')).toMatch(/momentum +0/)
    expect(text.join('\n')).toContain(
      "bench run runs/width-20261121-160405/experiment.yaml --set 'model.hidden=[64]'",
    )
  })

  test('leaves out what is not used: a margin of early stopping without early stopping', () => {
    expect(text.join('\n')).not.toMatch(/min_delta/)
    const patient = planOf({ hidden: [[64]] })
    const training = { patience: 2, min_delta: 0.01 }
    const trials = patient.trials.map(trial => {
      const { configuration } = trial
      return {
        ...trial,
        configuration: { ...configuration, training: { ...configuration.training, ...training } },
      }
    })
    const detail = pageText([started({ ...patient, trials })], { ui: { page: 'detail' } }).join('\n')
    expect(detail).toMatch(/patience +2/)
    expect(detail).toMatch(/min_delta +0\.01/)
  })

  test('gives the reason of what went wrong before anything else is looked at', () => {
    const diverged = plan.trials.find(({ index, seed }) => seed === 1 && index > 2 && index < 6)!
    const lines = pageText(events, { ui: { page: 'detail', selected: diverged.configId } })
    const reason = lines.findIndex(line => /^[≉✘] (diverged|failed) with seed 1:$/.test(line))
    expect(lines[reason + 1]).toMatch(/^ {4}(the loss is not finite|worker 0 ran out of memory)/)
    expect(reason).toBeLessThan(lines.findIndex(line => line.startsWith('loss')))
  })

  test('fits a window of 80x24 in width, whatever is chosen', () => {
    for (const selected of ids)
      for (const line of pageText(events, { columns: 80, rows: 24, ui: { page: 'detail', selected } }))
        expect(line.length).toBeLessThanOrEqual(80)
  })
})

describe('by axis', () => {
  test('each value has its mean with an interval, and a bar; the axis says how far it moves the mean', () => {
    const text = pageText(events, { ui: { page: 'axes' } })
    const activation = text.findIndex(line => line.startsWith('activation'))
    expect(text[activation]).toMatch(
      /^activation {2}moves it by \d\.\d\d {3}\d+ matched settings x \d seeds$/,
    )
    expect(text[activation + 1]).toMatch(/^ {2}relu +[=* ] \d\d\.\d\d ± +\d+\.\d\d {2}█*▒*┃▒*$/)
    expect(text[0]).toBe('validation accuracy %, mean over all the rest')
    expect(text[1]).toMatch(/^bars from \d\d\.\d\d, not from 0, to \d\d\.\d\d; ▒ 95 % interval/)
    const optimizer = text.find(line => line.startsWith('optimizer'))
    expect(optimizer).toMatch(/averaged over learning_rate$/)
    // The learning rates of adam and of sgd have no setting in common.
    const rate = text.findIndex(line => line.startsWith('learning_rate'))
    expect(text[rate]).toMatch(/no two values have completed the same setting and seed$/)
    expect(text[rate + 1]).toMatch(/^ +0\.0+1 +-$/)
    // One configuration of sgd diverged with one seed: for the widths a setting is left out, for the activations the seed.
    expect(text[activation + 3]).toBe('  left out: seed 1, because activation relu diverged in 2 trials')
  })

  test('a value with which nothing was learnt is named above them, for it lowers the others', () => {
    const guessing = planOf({ hidden: [[64], [128]], activations: ['relu', 'tanh'], seeds: [0, 1] })
    const ends = guessing.trials.map(trial => {
      const { activation } = trial.configuration.model
      return ended(trial, 1, completed(trial, 'name' in activation && activation.name === 'relu' ? 0.9 : 0.1))
    })
    const facts = planFacts(guessing, () => 10)
    const text = pageText([started(guessing), ...ends], { ui: { page: 'axes' }, given: { facts } })
    expect(text.slice(2, 4).join(' ')).toBe(
      'activation tanh: all 4 trials end at chance level (validation accuracy 10.00 %), and they count in the means of the other axes',
    )
  })

  test('two axes make a heat map with the numbers in it', () => {
    const text = pageText(events, { ui: { page: 'axes', map: 1 } })
    expect(text[0]).toMatch(
      /^validation accuracy % by hidden and activation {3}· \d\d\.\d\d to █ \d\d\.\d\d$/,
    )
    expect(text[4]).toMatch(/^ {2}64 +(.)\1\1 \d\d\.\d\d[=* ] +(.)\2\2 \d\d\.\d\d/)
  })

  test('no sentence is cut in a window of 80 columns', () => {
    const plan = planOf({
      hidden: [[64], [128]],
      activations: ['relu', 'tanh', 'sigmoid'],
      optimizers: ['adam', 'sgd'],
      seeds: [0, 1, 2],
    })
    const isSigmoid = ({ configuration: { model } }: Trial) =>
      'name' in model.activation && model.activation.name === 'sigmoid'
    const ends = plan.trials
      .filter(trial => !isSigmoid(trial))
      .map((trial, i) => ended(trial, i, completed(trial, 0.9 + 0.001 * ((i * 7) % 11))))
    const textOf = (ui: Partial<Ui>, columns: number) =>
      pageText([started(plan), ...ends], { columns, ui: { page: 'axes', ...ui } })
    const words = (lines: readonly string[]) => lines.join(' ').replaceAll(/ +/g, ' ')
    const wide = words(textOf({}, 300))
    expect(wide).toContain('not compared: it has completed none of the 4 settings with all 3 seeds')
    const bars = /[█▒┃]/g
    for (const map of [0, 1, 2, 3]) {
      const narrow = textOf({ map }, 80)
      for (const line of narrow) expect(line.length).toBeLessThanOrEqual(80)
      expect(narrow.join('')).not.toMatch(/…/)
      expect(words(narrow).replaceAll(bars, '')).toBe(words(textOf({ map }, 300)).replaceAll(bars, ''))
    }
  })

  test('the legend of a heat map has the marks that are in it, and no others', () => {
    const plan = planOf({ hidden: [[64], [128]], activations: ['relu', 'tanh'], seeds: [0, 1, 2] })
    const mapOf = (...means: readonly number[]) => {
      const ends = plan.trials.flatMap((trial, i) => {
        const mean = means[Math.floor(i / 3)]
        return mean === undefined ? [] : [ended(trial, i, completed(trial, mean + 0.001 * ((i * 2) % 3)))]
      })
      return pageText([started(plan), ...ends], { ui: { page: 'axes', map: 1 } })
    }
    const [apart, tied, part] = [mapOf(0.9, 0.8, 0.7, 0.6), mapOf(0.9, 0.9, 0.9, 0.9), mapOf(0.9, 0.8, 0.7)]
    expect(apart[1]).toMatch(/; \* best$/)
    expect(apart.slice(2).join('')).toMatch(/\*/)
    expect(tied[1]).toMatch(/; \* best, = tied with it$/)
    expect(tied.slice(2).join('').match(/[*=]/g)?.sort()).toEqual(['*', '=', '=', '='])
    expect(part[1]).toMatch(/; \* best, – not matched$/)
  })
})

describe('the comparison', () => {
  test('of marked configurations: one chart, the paired differences from the best of them, what differs', () => {
    const text = pageText(events, { ui: { page: 'compare', marked: [ids[0]!, ids[3]!, ids[5]!] } })
    expect(text[0]).toMatch(/^validation accuracy %, mean over the seeds {3}m: next of 4$/)
    expect(text.join('\n')).toMatch(/A[\s\S]*B/)
    expect(text.filter(line => /^[ABC] +\d\d\.\d\d/.test(line))).toHaveLength(3)
    expect(text.filter(line => /shared seeds, p/.test(line))).toHaveLength(2)
    expect(text.some(line => /^hidden +64 +64 +128$/.test(line))).toBe(true)
  })

  test('of none: the best and the next; of the one under the pointer: that and the best', () => {
    const labels = (selected: string | null) =>
      pageText(events, { ui: { page: 'compare', selected } }).filter(line => /^[AB] +\d/.test(line)).length
    expect([labels(null), labels(ids.at(-1)!)]).toEqual([2, 2])
  })
})

test('a bar begins at no number that the metric cannot be, and no interval is cut off to look narrower', () => {
  const value = (mean: number, halfWidth: number | null) => ({
    summary: { mean, halfWidth, n: 3, standardDeviation: 0 },
  })
  // From 0.90 to 0.99, and a tenth of that below.
  const scale = scaleOf([value(0.92, 0.02), value(0.98, 0.01)], accuracy)!
  expect(scale.low).toBeCloseTo(0.891, 9)
  expect(scale.high).toBeCloseTo(0.99, 9)
  expect(scaleOf([value(0.2, null), value(0.9, 0.3)], accuracy)).toEqual({
    low: expect.closeTo(0.1),
    high: 1,
  })
  expect(scaleOf([value(0.05, 0.2), value(0.9, 0)], accuracy)?.low).toBe(0)
  expect(scaleOf([value(0.3, 0.1), value(2.1, 0.4)], loss)?.high).toBe(2.5)
})

describe('help', () => {
  test('has every word of every key in a narrow window as well', () => {
    for (const columns of [40, 60, 80]) {
      const text = pageText(events, { columns, ui: { page: 'help' } })
      for (const line of text) expect(line.length).toBeLessThanOrEqual(columns)
      const words = text.map(line => line.slice(16).trim()).join(' ')
      for (const { help } of keys.filter(key => isMeant(key, acting))) expect(words).toContain(help)
    }
  })

  test('on every page names each key of the table that is meant, those of the page first', () => {
    for (const page of pages)
      for (const manner of [acting, { ...acting, quit: 'ask' as const, paused: true }]) {
        const text = pageText(events, { ui: { page: 'help', from: page }, given: { manner } })
        const elsewhere = text.indexOf('keys of other pages')
        for (const key of keys.filter(candidate => isMeant(candidate, manner))) {
          const line = text.findIndex(candidate => candidate.endsWith(key.help))
          expect(line, key.help).toBeGreaterThan(0)
          if (elsewhere !== -1) expect(line < elsewhere, `${page}: ${key.help}`).toBe(isOn(key, page))
        }
      }
  })

  test('of a view that only looks on says so, and which keys do nothing', () => {
    const text = pageText(events, { ui: { page: 'help' }, given: { manner: lookingOn } })
    const title = text.indexOf('keys that do nothing here, for the view is read-only: the run is over')
    expect(title).toBeGreaterThan(0)
    for (const { help, acts, when } of keys)
      if (acts && (when?.(lookingOn) ?? true))
        expect(text.findIndex(line => line.endsWith(help))).toBeGreaterThan(title)
  })
})

test('no page has anything but ASCII where that is all', () => {
  for (const page of pages) {
    const ui = { page, selected: ids[0]!, marked: [ids[1]!, ids[2]!] }
    for (const map of [0, 1]) {
      const text = pageText(events, { ui: { ...ui, map }, given: { glyphs: ascii } }).join('')
      expect(text).toMatch(/^[\x20-\x7e]*$/)
    }
  }
})

describe('whether the best is really the best', () => {
  const small = planOf({ hidden: [[64], [128], [256]], seeds: [0, 1] })
  const [a, b, c] = [0, 2, 4].map(i => [small.trials[i]!, small.trials[i + 1]!]) as [
    Trial[],
    Trial[],
    Trial[],
  ]
  const end = (trials: Trial[], ...values: number[]) =>
    values.map((value, i) => ended(trials[i]!, 1, completed(trials[i]!, value)))
  const verdict = (...more: ReturnType<typeof end>) => {
    const frame = frameAt([started(small), ...more])
    return frame.arrangement.standing
  }

  const idsOf = (list: readonly Ranked[]) => list.map(({ ranked }) => ranked.configId)

  test('nothing, tied with whom, and how many have no result', () => {
    expect(verdict()).toMatchObject({ compared: 0, open: 3 })
    expect(verdict(...end(a, 0.9))).toMatchObject({ compared: 0, open: 2 })
    // The differences 0.1 and 0.1 have no spread at all: apart. 0.1 and 0.3 could be luck: p = 0.30 with one degree.
    const apart = verdict(...end(a, 0.9, 0.91), ...end(b, 0.8, 0.81), ...end(c, 0.8, 0.61))
    expect(idsOf(apart.tied)).toEqual([c[0]!.configId])
    expect([...apart.signs]).toEqual([
      [a[0]!.configId, '='],
      [c[0]!.configId, '='],
    ])
  })

  test('three that it is tied with are named, and where there are more that is said', () => {
    const lines = (widths: number[]) => {
      const plan = planOf({ hidden: widths.map(width => [width]), seeds: [0, 1] })
      // The first is better than each of the others by 0.01 and 0: t = 1, p = 0.5 with one degree.
      const list = plan.trials.map(trial => {
        const isBest = trial.configuration.model.hidden[0] === widths[0]
        return ended(trial, 1, completed(trial, isBest || trial.seed === 1 ? 0.91 : 0.9))
      })
      const { sweep, arrangement, facts, glyphs } = frameAt([started(plan), ...list])
      return verdictLines(sweep, arrangement, facts, glyphs).map(plainText)
    }
    expect(lines([8, 16, 32, 64])[0]).toMatch(/, tied with 3 others \(16, 32, 64\)$/)
    expect(lines([8, 16, 32, 64, 128])[0]).toMatch(/, tied with 4 others \(16, 32, 64, …\)$/)
  })

  test('with fewer than two seeds in common nothing is known, which is no tie, in no word and on no page', () => {
    const list = [started(small), ...end(a, 0.9), ...end(b, 0.8)]
    const frame = frameAt(list)
    const { standing } = frame.arrangement
    expect([idsOf(standing.tied), idsOf(standing.untested)]).toEqual([[], [b[0]!.configId]])
    expect(standing).toMatchObject({ compared: 1, open: 1 })
    const [long] = verdictLines(frame.sweep, frame.arrangement, frame.facts, frame.glyphs).map(plainText)
    expect(long).toMatch(/whether it is really better than the other 1 is not known: that takes two seeds/)
    const detail = pageText(list, { ui: { page: 'detail', selected: b[0]!.configId } })
    expect(detail[1]).toMatch(/rank 2 of 3, \? not known yet whether it is worse$/)
    const axes = pageText(list, { ui: { page: 'axes' } }).join('\n')
    expect(axes).toMatch(/hidden .*1 matched setting x 1 seed, so it may be luck$/m)
    expect(axes).not.toMatch(/= \d/)
    expect(frameAt(list, { ui: { filter: 'tied' } }).arrangement.shown).toBe(0)
    // Of a third, the second seed is there as well, and the best has it not.
    const more = frameAt([...list, ...end(c, 0.7, 0.6)]).arrangement.standing
    expect(idsOf(more.untested)).toEqual([b[0]!.configId, c[0]!.configId])
  })
})

describe('the health of a sweep', () => {
  const [first, second, third] = plan.trials as [Trial, Trial, Trial]
  const facts = planFacts(plan)
  const failed = { status: 'failed', error: 'a worker died' } as const
  const running = [
    started(plan, 2),
    trialStarted(first, 0),
    progressed(first, 1, 0.5),
    trialStarted(second, 0, 1),
  ]

  test('all is well while every worker is heard of', () => {
    expect(healthOf(play(running), facts, at(10), enough).text).toBe('healthy')
  })

  test('a worker that says nothing for a minute is named', () => {
    expect(healthOf(play(running), facts, at(75), enough).text).toBe(
      'worker 0 silent for 1 min, worker 1 silent for 1 min',
    )
  })

  test('a disk without room for the rest is a worry before it is full', () => {
    const tooSmall = { memoryBytes: null, freeBytes: 1000, bytesToCome: 1001 }
    expect(healthOf(play(running), facts, at(10), tooSmall)).toMatchObject({
      text: 'the disk is too small',
      tone: 'bad',
    })
    expect(healthOf(play(running), facts, at(10), { ...tooSmall, freeBytes: 1001 }).text).toBe('healthy')
  })

  test('failures are counted, and where everything goes wrong that is said', () => {
    const one = [...running, ended(first, 2, failed)]
    expect(healthOf(play(one), facts, at(3), enough).text).toBe('1 failed')
    const all = [...one, ended(second, 2, failed), trialStarted(third, 2), ended(third, 3, failed)]
    expect(healthOf(play(all), facts, at(3), enough)).toMatchObject({
      text: 'every trial so far went wrong',
      tone: 'bad',
    })
  })

  describe('of which trials diverge', () => {
    const plan = planOf({ hidden: [[16], [64]], optimizers: ['adam', 'sgd'], seeds: [0, 1, 2, 3, 4] })
    const facts = planFacts(plan)
    const healthWhere = (diverges: (trial: Trial) => boolean, trials = plan.trials) => {
      const ends = trials.flatMap((trial, i) => [
        trialStarted(trial, i),
        ended(trial, i + 1, diverges(trial) ? diverged : completed(trial, 0.9)),
      ])
      return healthOf(play([started(plan, 1), ...ends]), facts, at(30), enough)
    }
    const optimizer = ({ configuration }: Trial) => configuration.optimizer.name

    test('names the value that all of them have, and no other has', () => {
      expect(healthWhere(trial => optimizer(trial) === 'sgd')).toEqual({
        text: '10 diverged: optimizer sgd alone',
        short: '10 diverged',
        tone: 'odd',
      })
    })

    test('names two values where it takes both', () => {
      const both = (trial: Trial) => optimizer(trial) === 'sgd' && trial.configuration.model.hidden[0] === 64
      expect(healthWhere(both).text).toBe('5 diverged: hidden 64 with optimizer sgd alone')
    })

    test('names a value that nearly all of them have, with how many', () => {
      // 10 of sgd and one of adam: 10 of 11 are more than nine in ten, and adam is ten times as seldom.
      const most = (trial: Trial) => optimizer(trial) === 'sgd' || trial.index === 0
      expect(healthWhere(most).text).toBe('11 diverged: 10 with optimizer sgd')
    })

    test('names nothing where they have nothing in common, or nothing else has ended', () => {
      expect(healthWhere(trial => trial.seed < 2).text).toBe('8 diverged')
      const ofSgd = plan.trials.filter(trial => optimizer(trial) === 'sgd')
      expect(healthWhere(trial => trial.seed > 0, ofSgd).text).toBe('8 diverged')
    })

    test('is worked out once until another trial has ended', () => {
      const diverge = plan.trials.map((trial, i) => ended(trial, i, diverged))
      const sweep = play([started(plan), ...diverge.slice(0, 8)])
      const more = play([started(plan), ...diverge.slice(0, 8), diverge[8]!])
      expect(divergedInCommon({ groups: sweep.groups }, facts)).toBe(divergedInCommon(sweep, facts))
      expect(divergedInCommon(more, facts).diverged).toBe(9)
      expect(divergedInCommon(sweep, facts).diverged).toBe(8)
    })

    test('is healthy while they are few', () => {
      expect(healthWhere(trial => trial.index < 4).text).toBe('healthy')
    })
  })
})

describe('what went wrong, below every page', () => {
  const plan = planOf({ hidden: [[64]], seeds: [0, 1, 2, 3, 4] })
  const wrong = plan.trials.map((trial, i) =>
    ended(trial, i + 1, trial.seed === 2 ? { status: 'failed', error: 'a worker died' } : diverged),
  )
  const frame = frameAt([started(plan), ...wrong])
  const lines = failureLines(frame.sweep, 3, { ...frame.look, width: 100 }).map(plainText)

  test('begins with failures and has of each the newest first, and how many are not shown', () => {
    expect(lines.map(line => /seed \d/.exec(line)![0])).toEqual(['seed 2', 'seed 4', 'seed 3'])
    expect(lines[0]).toMatch(/\(f: 2 more\)$/)
  })
})

test('a configuration of which a seed has diverged and others wait says both', () => {
  const plan = planOf({ hidden: [[64], [128]], seeds: [0, 1, 2] })
  const [a] = plan.trials as [Trial]
  const { sweep, arrangement, look } = frameAt([started(plan), ended(a, 1, diverged)])
  const row = rowOf(sweep, arrangement.ranking.find(({ ranked }) => ranked.configId === a.configId)!)
  const cellOf = (room: number) => {
    const setting = {
      sweep,
      facts: look.facts,
      glyphs: look.glyphs,
      scale: { low: 0, high: 1 },
      halfWidth: 4,
      troubled: true,
    }
    const none = { letters: new Map<string, string>(), signs: new Map<string, string>(), sorted: 'rank' }
    const now = fittingColumns({ ...setting, ...none }, room).at(-1)!
    return { ...now.cell(row), width: now.width }
  }
  expect(cellOf(119)).toEqual({ text: '1 diverged, 2 to go', tone: 'odd', width: 19 })
  // A narrow window has room for what is worth more.
  expect(cellOf(50).width).toBeGreaterThanOrEqual('1 diverged,'.length)
})

test('the seeds of one table have one form of label: the short one where a seed of two digits is among them', () => {
  const labels = (seeds: readonly number[]) => {
    const { sweep, look } = frameAt([started(planOf({ seeds }))])
    const { facts, glyphs } = look
    const none = { letters: new Map<string, string>(), signs: new Map<string, string>(), sorted: 'rank' }
    const setting = {
      sweep,
      facts,
      glyphs,
      scale: { low: 0, high: 1 },
      halfWidth: 4,
      troubled: false,
      ...none,
    }
    const mean = fittingColumns(setting, 119).find(({ title }) => title.includes('mean'))!
    const trial = { status: 'completed', curve: [], last: 0.9, best: 0.9, note: '' } as const
    return seeds.map(seed => mean.seed!({ ...trial, seed }).text)
  }
  expect(labels([0, 9])).toEqual([' 90.00 seed 0', ' 90.00 seed 9'])
  expect(labels([9, 10])).toEqual([' 90.00 s9', ' 90.00 s10'])
})

describe('what was tried and what waits', () => {
  const plan = planOf({ hidden: [[64]], seeds: [0, 1], epochs: 10 })
  const [a, b] = plan.trials as [Trial, Trial]
  const list: readonly SweepEvent[] = [
    started(plan, 2),
    trialStarted(a, 0),
    trialStarted(b, 0, 1),
    measured(a, 1, 1, 0.5),
    measured(a, 2, 2, 0.6),
    { type: 'trial-retried', at: at(2), trialId: b.trialId, error: 'worker 1 died\nof thirst', attempt: 1 },
    { type: 'sweep-paused', at: at(3) },
    { type: 'trial-interrupted', at: at(3), trialId: a.trialId },
  ]

  test('attempts that failed are in the detail with their reason, also when the trial goes on', () => {
    const text = pageText(list, { ui: { page: 'detail', selected: a.configId } })
    const attempt = text.indexOf('attempt 1 with seed 1 failed and is made again:')
    expect(text.slice(attempt + 1, attempt + 3)).toEqual(['    worker 1 died', '    of thirst'])
  })

  test('a trial that was broken off has its curve, and says where it goes on', () => {
    const text = pageText(list, { ui: { page: 'detail', selected: a.configId } })
    expect(text.some(line => /^○ waiting +0 +60\.00 .* goes on after epoch 2$/.test(line))).toBe(true)
    expect(text.some(line => line.startsWith('loss'))).toBe(true)
    expect(rowsOf(play(list))[0]).toMatchObject({ status: 'waiting', progress: 0.1, curve: [0.5, 0.6] })
  })

  test('the disk is held against what the rest will write: a row a trial and an epoch, and the weights that are kept', () => {
    // 450 bytes a trial and 190 an epoch: 2 x (450 + 10 x 190), then one of the two.
    expect(bytesToCome(play(list))).toBe(4700)
    expect(bytesToCome(play([...list, ended(a, 4, completed(a, 0.9))]))).toBe(2350)
    const texts = (resources: Resources) => plainText(resourceSpans(resources))
    expect(texts({ memoryBytes: 212e6, freeBytes: 52.1e9, bytesToCome: 4700 })).toBe(
      'memory 212.0 MB, disk 52.1 GB free, about 5 kB to come',
    )
    expect(texts({ memoryBytes: null, freeBytes: null, bytesToCome: 4700 })).toBe('')
  })
})
