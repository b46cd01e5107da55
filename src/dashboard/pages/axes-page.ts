// The page by axis: for each axis the mean of each value over all the rest as a bar with its interval, all on one scale, so
// that the axes can be compared as well; or a heat map of two axes.

import type { Objective } from '../../domain/trial.js'
import { chanceSentences } from '../../report/chance-sentence.js'
import { entitled, leftOutSentences, whyNotCompared } from '../../report/compare-left-out.js'
import { formatMetric, formatSummaries, metricTitle, plural } from '../../report/numbers.js'
import { columnsOf, cut, pad } from '../../report/table.js'
import { tieSign } from '../../report/tie-sign.js'
import { wrapped } from '../../report/wrap.js'
import type { AxisEffects, ValueEffect } from '../../statistics/axis-effects.js'
import type { Because } from '../../statistics/axis-left-out.js'
import type { ChanceValue } from '../../statistics/chance-level.js'
import type { Scale } from '../lines/glyphs.js'
import { fitLine, type Line, span, widthOf } from '../lines/text.js'
import type { AxisReport, MapReport } from '../model/axes.js'
import { isTested, pairName } from '../model/axes.js'
import { NOTHING } from '../model/plan-facts.js'
import type { Look } from './header.js'

/** The bars of all axes. */
export function axesLines(
  reports: readonly AxisReport[],
  atChance: readonly ChanceValue[],
  objective: Objective,
  look: Look,
): readonly Line[] {
  if (reports.length === 0) return [[span('nothing varies in this sweep')]]
  const { width, glyphs } = look
  const scale = scaleOf(
    reports.flatMap(({ effects }) => effects.values),
    objective,
  )
  const valueWidth = Math.min(24, Math.max(...reports.flatMap(({ axis }) => axis.values.map(columnsOf))))
  const blocks = reports.map(report => [
    ...axisTitle(report, objective, width),
    ...valueLines(report, objective, { valueWidth, scale, look }),
    ...leftOutLines(report, width),
    [],
  ])
  const title = [span(`${metricTitle(objective)}, mean over all the rest`, 'strong')]
  const notes = chanceSentences(atChance, objective.split).flatMap(text => wrapped(text, width))
  const head = [title, ...legendOf(scale, objective, look), ...notes.map(text => [span(text, 'odd')])]
  return [...head, [], ...blocks.flat()].map(line => fitLine(line, width, glyphs.ellipsis))
}

/** What a bar begins and ends with: where that is not 0, it is its end that counts, and not its length. */
function legendOf(scale: Scale | null, objective: Objective, { glyphs, width }: Look): readonly Line[] {
  if (scale === null) return []
  const from = `bars from ${formatMetric(objective, scale.low)}${scale.low > 0 ? ', not from 0,' : ''}`
  const signs = `${glyphs.unsure} 95 % interval over the seeds, ${glyphs.middle} mean`
  const text = `${from} to ${formatMetric(objective, scale.high)}; ${signs}`
  return wrapped(text, width).map(line => [span(line, 'faint')])
}

/** `activation   moves it by 1.15   8 matched settings x 3 seeds`. */
function axisTitle(
  { axis, effects, averaged }: AxisReport,
  objective: Objective,
  width: number,
): readonly Line[] {
  const means = effects.values.flatMap(({ summary }) => (summary === null ? [] : [summary.mean]))
  const reach = means.length < 2 ? null : Math.max(...means) - Math.min(...means)
  const moves = reach === null ? '' : `  moves it by ${formatMetric(objective, reach)}`
  return followedBy([span(axis.column.name, 'strong'), span(moves)], `   ${basis(effects, averaged)}`, width)
}

/** What the means are taken over. */
export function basis(effects: AxisEffects, averaged: readonly string[]): string {
  const { settings, seeds } = effects
  if (settings === 0) return 'no two values have completed the same setting and seed'
  const over = averaged.length > 0 ? `, averaged over ${averaged.join(', ')}` : ''
  const luck = isTested(effects) ? '' : ', so it may be luck'
  return `${plural(settings, 'matched setting')} x ${plural(seeds, 'seed')}${luck}${over}`
}

/** Behind what stands on the line, or set in below it where it has no room there. */
function followedBy(line: Line, text: string, width: number): readonly Line[] {
  if (widthOf(line) + columnsOf(text) <= width) return [[...line, span(text, 'faint')]]
  return [line, ...wrapped(text.trimStart(), width - 4).map(part => [span(`    ${part}`, 'faint')])]
}

/** What is missing for good, and whose fault it is; that something has still to be trained says the header. */
function leftOutLines({ axis, effects }: AxisReport, width: number): readonly Line[] {
  const forGood = <Item extends Because>(items: readonly Item[]) =>
    items.filter(({ because }) => because.some(({ status }) => status !== 'unfinished'))
  const { settings, seeds, averaged } = effects.leftOut
  const missing = { settings: forGood(settings), seeds: forGood(seeds), averaged }
  const leftOut = entitled(missing, value => `${axis.column.name} ${value === NOTHING ? 'none' : value}`)
  return leftOutSentences({ leftOut, effects })
    .flatMap(sentence => wrapped(sentence, width - 2))
    .map(text => [span(`  ${text}`, 'faint')])
}

interface Bars {
  readonly valueWidth: number
  readonly scale: Scale | null
  readonly look: Look
}

function valueLines(
  { axis, effects }: AxisReport,
  objective: Objective,
  { valueWidth, scale, look: { width, glyphs } }: Bars,
): readonly Line[] {
  const texts = formatSummaries(
    objective,
    effects.values.map(({ summary }) => summary),
    glyphs,
  )
  const textWidth = Math.max(...texts.map(columnsOf), 8)
  const room = Math.max(0, Math.min(80, width - valueWidth - textWidth - 8))
  return effects.values.flatMap((effect, i): readonly Line[] => {
    const { value, summary, isBest } = effect
    const name = pad(cut(value, valueWidth, glyphs.ellipsis), valueWidth, axis.column.align)
    const mark = signOf(effect)
    const line = [
      span(`  ${name} `),
      span(`${mark} `, 'strong'),
      span(pad(texts[i]!, textWidth), isBest ? 'strong' : 'plain'),
      span('  '),
    ]
    if (summary !== null && scale !== null) return [[...line, ...barOf(effect, scale, room, glyphs)]]
    // Where no value is compared, the title says so.
    if (effects.settings === 0) return [line]
    return followedBy(line, `not compared: ${whyNotCompared(effect, effects)}`, width)
  })
}

/** `*` is the best one, whatever is tied with it. */
function signOf({ summary, isBest, tied }: ValueEffect): string {
  if (summary === null) return ' '
  return isBest ? '*' : (tieSign(tied) ?? ' ')
}

function barOf({ summary, isBest }: ValueEffect, scale: Scale, room: number, glyphs: Look['glyphs']): Line {
  const { mean, halfWidth } = summary!
  const place = (value: number) =>
    Math.max(
      0,
      Math.min(room - 1, Math.round(((value - scale.low) / (scale.high - scale.low || 1)) * (room - 1))),
    )
  const [from, middle, to] = [place(mean - (halfWidth ?? 0)), place(mean), place(mean + (halfWidth ?? 0))]
  if (room < 4) return []
  return [
    span(glyphs.solid.repeat(Math.min(from, middle)), isBest ? 'good' : 'busy'),
    span(glyphs.unsure.repeat(Math.max(0, middle - from)), 'faint'),
    span(glyphs.middle, 'strong'),
    span(glyphs.unsure.repeat(Math.max(0, to - middle)), 'faint'),
  ]
}

/**
 * All means with their intervals, and a little below them, for the lowest to have a bar as well; within what the metric can be. An
 * interval that the scale cut off would look like a narrow one, and a difference within it like one that counts.
 */
export function scaleOf(
  values: readonly Pick<ValueEffect, 'summary'>[],
  { metric }: Pick<Objective, 'metric'>,
): Scale | null {
  const summaries = values.flatMap(({ summary }) => (summary === null ? [] : [summary]))
  if (summaries.length === 0) return null
  const least = Math.min(...summaries.map(({ mean, halfWidth }) => mean - (halfWidth ?? 0)))
  const most = Math.max(...summaries.map(({ mean, halfWidth }) => mean + (halfWidth ?? 0)))
  const reach = most - least || Math.abs(most) || 1
  const high = metric === 'accuracy' ? Math.min(1, most) : most
  return { low: Math.max(0, least - reach * BELOW), high }
}

/** Of the scale. */
const BELOW = 0.1

/** Rows are the values of one axis, columns those of the other; darker is better. */
export function mapLines(
  { down, across, effects, averaged }: MapReport,
  objective: Objective,
  { width, glyphs }: Look,
): readonly Line[] {
  const found = new Map(effects.values.map(effect => [effect.value, effect]))
  const means = effects.values.flatMap(({ summary }) => (summary === null ? [] : [summary.mean]))
  const [least, most] = [Math.min(...means), Math.max(...means)]
  const shadeOf = (mean: number) => {
    const share = most > least ? (mean - least) / (most - least) : 1
    const good = objective.direction === 'maximize' ? share : 1 - share
    return glyphs.shades[Math.round(good * (glyphs.shades.length - 1))]!
  }
  const head = Math.max(columnsOf(down.column.name), ...down.values.map(columnsOf))
  const cell = Math.max(12, ...across.values.map(value => columnsOf(value) + 2))
  const rows = down.values.map((first): Line => {
    const cells = across.values.flatMap(second => {
      const effect = found.get(pairName(first, second))
      if (effect?.summary == null) return [span(pad(` ${glyphs.dash}`, cell), 'faint')]
      const shade = shadeOf(effect.summary.mean)
      const mark = signOf(effect)
      const text = ` ${shade.repeat(3)} ${formatMetric(objective, effect.summary.mean)}${mark}`
      return [span(pad(text, cell), effect.isBest ? 'good' : effect.tied ? 'strong' : 'plain')]
    })
    return [span(`  ${pad(first, head, down.column.align)} `, 'strong'), ...cells]
  })
  const scale =
    means.length === 0
      ? ''
      : `   ${glyphs.shades[0]} ${formatMetric(objective, shadesFrom(objective, least, most))} to ` +
        `${glyphs.shades.at(-1)} ${formatMetric(objective, shadesFrom(objective, most, least))}`
  return [
    ...followedBy(
      [span(`${metricTitle(objective)} by ${down.column.name} and ${across.column.name}`, 'strong')],
      scale,
      width,
    ),
    ...wrapped([basis(effects, averaged), ...mapLegend(effects, glyphs)].join('; '), width).map(text => [
      span(text, 'faint'),
    ]),
    [],
    [
      span(`  ${pad(down.column.name, head)} `, 'faint'),
      ...across.values.map(value => span(pad(` ${value}`, cell), 'strong')),
    ],
    ...rows,
  ].map(line => fitLine(line, width, glyphs.ellipsis))
}

const mapMeanings = { '*': 'best', '=': 'tied with it', '?': 'not known yet' }

/** Of the marks that the map has. */
function mapLegend({ values }: AxisEffects, { dash }: Look['glyphs']): readonly string[] {
  const marks = new Set(values.map(signOf))
  const parts = [
    ...Object.entries(mapMeanings).flatMap(([mark, meaning]) =>
      marks.has(mark) ? [`${mark} ${meaning}`] : [],
    ),
    ...(values.some(({ summary }) => summary === null) ? [`${dash} not matched`] : []),
  ]
  return parts.length > 0 ? [parts.join(', ')] : []
}

function shadesFrom({ direction }: Objective, ifMaximized: number, ifMinimized: number): number {
  return direction === 'maximize' ? ifMaximized : ifMinimized
}
