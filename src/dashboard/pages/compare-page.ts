// The page that compares the marked configurations: their curves in one chart, the paired difference of each from the best of
// them, and the values in which they differ.
import { formatMetric, formatSummaries, metricTitle } from '../../report/numbers.js'
import { cut, pad, textTable } from '../../report/table.js'
import { plotLines, type Series, smoothed, zoomNotes } from '../lines/plot.js'
import { fitLine, type Line, span, type Tone, widthOf } from '../lines/text.js'
import { curvesOf, meanCourse, measuresOf } from '../model/curves.js'
import { labelOf, type VaryingColumn } from '../model/plan-facts.js'
import type { Ranked } from '../model/rows.js'
import type { Sweep } from '../model/state.js'
import type { Ui } from '../model/ui.js'
import { differenceOf, differenceText } from './differences.js'
import type { Look } from './header.js'

export const markLetters = 'ABCDEFGH'
const tones: readonly Tone[] = ['good', 'busy', 'odd', 'strong']

export interface Compared {
  readonly letter: string
  readonly entry: Ranked
}

/** The marked ones; where fewer than two are marked, the one under the pointer and the best besides. */
export function comparedOf(
  ranking: readonly Ranked[],
  marked: readonly string[],
  selected: string | null,
): readonly Compared[] {
  const best = ranking.slice(0, 2).map(({ ranked }) => ranked.configId)
  const wanted = marked.length >= 2 ? marked : [...marked, ...(selected === null ? [] : [selected]), ...best]
  const ids = [...new Set(wanted)].slice(0, Math.max(2, marked.length))
  return ids.flatMap((id, i) => {
    const entry = ranking.find(({ ranked }) => ranked.configId === id)
    return entry === undefined ? [] : [{ letter: markLetters[i]!, entry }]
  })
}

export function compareLines(
  sweep: Sweep,
  compared: readonly Compared[],
  chart: Ui['chart'],
  look: Look,
): readonly Line[] {
  if (compared.length < 2) return [[span('there is only one configuration')]]
  const { width, glyphs } = look
  const whole = resultLines(sweep, compared, look, true)
  const isNamed = whole.every(line => widthOf(line) <= width)
  const shared = isNamed ? [] : look.facts.varying.filter(column => !differs(compared, column))
  const height = Math.max(5, Math.min(16, Math.floor(look.rows / 3)) - shared.length)
  return [
    ...chartLines(sweep, compared, chart, { ...look, height }),
    [],
    ...(isNamed ? whole : resultLines(sweep, compared, look, false)),
    [],
    ...valueLines(compared, shared, look),
  ].map(line => fitLine(line, width, glyphs.ellipsis))
}

function chartLines(
  sweep: Sweep,
  compared: readonly Compared[],
  chart: Ui['chart'],
  { width, height, glyphs }: Look & { readonly height: number },
): readonly Line[] {
  const curves = compared.map(({ entry }) => curvesOf(sweep, sweep.groups[entry.group]!))
  const measures = measuresOf(curves, sweep.plan.experiment.objective)
  const measure = measures[chart.measure % measures.length]!
  const series = compared.map(({ letter }, i): Series => {
    const course = meanCourse(curves[i]!, measure)
    return { letter, tone: tones[i % tones.length]!, values: chart.smooth ? smoothed(course) : course }
  })
  const logarithmic = chart.logarithmic && measure.metric === 'loss'
  const lines = plotLines(series, {
    width: Math.min(width, 120),
    height,
    glyphs,
    logarithmic,
    zoom: chart.zoom,
    better: measure.metric === 'loss' ? 'low' : 'high',
    format: value => formatMetric(measure, value),
  })
  const notes = [logarithmic ? 'log' : '', chart.smooth ? 'smoothed' : '', zoomNotes[chart.zoom]!]
    .filter(note => note !== '')
    .map(note => `, ${note}`)
    .join('')
  const title: Line = [
    span(metricTitle(measure), 'strong'),
    span(`${notes}, mean over the seeds   m: next of ${measures.length}`, 'faint'),
  ]
  return [title, ...(lines.length > 0 ? lines : [[span('no epoch has been measured yet', 'faint')]])]
}

/** named: with the configurations; where they have no room, their values stand below. */
function resultLines(
  sweep: Sweep,
  compared: readonly Compared[],
  look: Look,
  named: boolean,
): readonly Line[] {
  const { facts, glyphs } = look
  const { objective } = sweep.plan.experiment
  const base = bestOf(compared, objective.direction)
  const texts = formatSummaries(
    objective,
    compared.map(({ entry }) => entry.ranked.objective),
    glyphs,
  )
  const rows = compared.map(({ letter, entry: { ranked } }, i) => [
    letter,
    texts[i]!,
    `${ranked.completed.size}/${ranked.planned}`,
    base === null || base.entry.ranked === ranked
      ? ''
      : differenceText(differenceOf(ranked, base.entry.ranked), objective, glyphs),
    ...(named ? [cut(labelOf(ranked, facts), 40, glyphs.ellipsis)] : []),
  ])
  const [head, ...lines] = textTable(
    [
      { title: '' },
      { title: metricTitle(objective) },
      { title: 'n', align: 'right' },
      { title: base === null ? 'difference' : `difference from ${base.letter}, by seed` },
      ...(named ? [{ title: 'configuration' }] : []),
    ],
    rows,
  )
  return [
    [span(head!, 'faint')],
    ...lines.map((line, i) => [
      span(line.slice(0, 1), tones[i % tones.length]!),
      span(line.slice(1), compared[i] === base ? 'strong' : 'plain'),
    ]),
  ]
}

export function bestOf(compared: readonly Compared[], direction: 'maximize' | 'minimize'): Compared | null {
  const sign = direction === 'maximize' ? 1 : -1
  return compared.reduce<Compared | null>((best, candidate) => {
    const value = candidate.entry.ranked.objective?.mean
    if (value === undefined) return best
    const other = best?.entry.ranked.objective?.mean
    return other === undefined || sign * (value - other) > 0 ? candidate : best
  }, null)
}

function differs(compared: readonly Compared[], { text }: VaryingColumn): boolean {
  return new Set(compared.map(({ entry }) => text(entry.ranked.configuration))).size > 1
}

/** A line for each column in which they differ; where they are not named above, also for what they share. */
function valueLines(
  compared: readonly Compared[],
  shared: readonly VaryingColumn[],
  { facts, glyphs }: Look,
): readonly Line[] {
  const configurations = compared.map(({ entry }) => entry.ranked.configuration)
  const differing = facts.varying.filter(column => differs(compared, column))
  const table = textTable(
    [
      { title: shared.length > 0 ? 'values' : 'differs in' },
      ...compared.map(({ letter }) => ({ title: letter })),
    ],
    [...differing, ...shared].map(({ name, text }) => [
      name,
      ...configurations.map(configuration => cut(text(configuration), 20, glyphs.ellipsis)),
    ]),
  )
  return table.map((line, i) => [span(pad(line, 1), i === 0 ? 'faint' : 'plain')])
}
