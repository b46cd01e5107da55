// The page of one configuration: where it stands, what went wrong, its learning curves, its seeds, all its values, and the
// command that trains it again.
import { shellWord } from '../../domain/shell-word.js'
import type { Objective } from '../../domain/trial.js'
import { formatCell, formatMetric, formatSummaries, metricTitle } from '../../report/numbers.js'
import { printable } from '../../report/printable.js'
import { columnsOf, cut, pad } from '../../report/table.js'
import { plotLines, type Series, smoothed, zoomNotes } from '../lines/plot.js'
import { beside, firstFitting, fitLine, type Line, span, wrap } from '../lines/text.js'
import { type ConfigurationCurves, curvesOf, meanCourse } from '../model/curves.js'
import { measuredSplits } from '../model/history.js'
import { labelOf } from '../model/plan-facts.js'
import type { Ranked } from '../model/rows.js'
import type { Standing } from '../model/standing.js'
import type { Group, Sweep } from '../model/state.js'
import type { Ui } from '../model/ui.js'
import { differenceOf, differenceText, differingValues } from './differences.js'
import type { Look } from './header.js'
import { repeatWords, shellLines } from './repeat.js'
import { seedLines } from './seeds.js'
import { statusTones } from './table-columns.js'

export interface DetailOptions {
  readonly runPath: string
  readonly chart: Ui['chart']
  readonly standing: Standing
}

export function detailLines(
  sweep: Sweep,
  ranking: readonly Ranked[],
  configId: string,
  look: Look,
  options: DetailOptions,
): readonly Line[] {
  const found = ranking.find(({ ranked }) => ranked.configId === configId)
  if (found === undefined) return [[span('no configuration is selected')]]
  const group = sweep.groups[found.group]!
  const { width, glyphs } = look
  const sections = [
    standingLines(sweep, ranking, found, { look, signs: options.standing.signs }),
    [...errorLines(group, look), ...retriedLines(sweep, group, look)],
    chartLines(curvesOf(sweep, group), look, options.chart),
    seedLines(sweep, group, look),
    valueLines(group, look),
    commandLines(sweep, group, look, options),
  ]
  return sections
    .filter(lines => lines.length > 0)
    .flatMap((lines, i) => (i === 0 ? lines : [[], ...lines]))
    .map(line => fitLine(line, width, glyphs.ellipsis))
}

function standingLines(
  sweep: Sweep,
  ranking: readonly Ranked[],
  { ranked }: Ranked,
  { look, signs }: Pick<Standing, 'signs'> & { readonly look: Look },
): readonly Line[] {
  const { facts, glyphs, width } = look
  const { objective } = sweep.plan.experiment
  const head: Line = [span(labelOf(ranked, facts), 'strong'), span(`  ${ranked.configId}`, 'faint')]
  const [done, planned] = [ranked.completed.size, ranked.planned]
  const ofSeeds = `${done} of ${planned} seeds`
  if (ranked.objective === null) return [head, [span(`no result yet: ${ofSeeds} completed`)]]
  const [text] = formatSummaries(objective, [ranked.objective], glyphs)
  const place = `rank ${ranked.rank} of ${ranking.length}`
  const [sign, short] = signTexts(ranked, signs)
  const standings = [
    `${ofSeeds}, ${place}${sign}`,
    `n ${done}/${planned}, ${place}${sign}`,
    `n ${done}/${planned}, ${place}${short}`,
  ].map((words): Line => [span(`${metricTitle(objective)} `), span(text!, 'strong'), span(`  ${words}`)])
  return [
    head,
    firstFitting(standings, width, glyphs.ellipsis),
    ...againstBest(ranking, ranked, objective, look),
  ]
}

/** What the sign beside it means, in more words and in fewer. */
function signTexts(
  { configId, rank }: Ranked['ranked'],
  signs: Standing['signs'],
): readonly [string, string] {
  if (!signs.has(configId)) return ['', '']
  if (signs.get(configId) === '?')
    return [
      `, ? not known yet ${rank === 1 ? 'whether it is the best' : 'whether it is worse'}`,
      ', ? not known yet',
    ]
  return [rank === 1 ? ', = tied with others' : ', = tied with the best', ', = tied']
}

function againstBest(
  ranking: readonly Ranked[],
  ranked: Ranked['ranked'],
  objective: Objective,
  { facts, glyphs, width }: Look,
): readonly Line[] {
  const [best, second] = ranking.map(other => other.ranked)
  const other = best?.configId === ranked.configId ? second : best
  if (other === undefined || other.rank === null) return []
  const word = other === best ? 'the best' : 'the next'
  const difference = differenceText(differenceOf(ranked, other), objective, glyphs)
  const before = `against ${word}, `
  const room = Math.max(8, width - before.length - 2 - columnsOf(difference))
  const label = cut(labelOf(other, facts), room, glyphs.ellipsis)
  const differs = differingValues(ranked.configuration, other.configuration, facts).join(', ')
  return [
    [span(before, 'faint'), span(label), span(': ', 'faint'), span(difference)],
    ...wrap(differs, width - DIFFERS.length, glyphs.ellipsis).map(
      (text, i): Line => [span(i === 0 ? DIFFERS : ' '.repeat(DIFFERS.length), 'faint'), span(text)],
    ),
  ]
}
const DIFFERS = 'differs in '

/** Each reason in full, once, with the seeds that had it. */
function errorLines(group: Group, { width, glyphs }: Look): readonly Line[] {
  const byReason = new Map<string, { status: keyof typeof statusTones; seeds: number[] }>()
  for (const ended of group.ended) {
    const { outcome } = ended ?? {}
    if (outcome === undefined || !('error' in outcome || 'reason' in outcome)) continue
    const reason = 'error' in outcome ? outcome.error : outcome.reason
    const known = byReason.get(reason)
    if (known) known.seeds.push(ended!.trial.seed)
    else byReason.set(reason, { status: outcome.status, seeds: [ended!.trial.seed] })
  }
  return [...byReason].flatMap(([reason, { status, seeds }]) => [
    [
      span(`${glyphs.status[status]} ${status}`, statusTones[status]),
      span(` with seed ${seeds.join(', ')}:`),
    ],
    ...reasonLines(reason, width, glyphs),
  ])
}

/** Attempts that failed and were made again, or will be. */
function retriedLines({ retried }: Sweep, { configId }: Group, { width, glyphs }: Look): readonly Line[] {
  return retried
    .filter(({ trial }) => trial.configId === configId)
    .flatMap(({ trial, attempt, error }) => [
      [span(`attempt ${attempt}`, 'odd'), span(` with seed ${trial.seed} failed and is made again:`)],
      ...reasonLines(error, width, glyphs),
    ])
}

function reasonLines(reason: string, width: number, glyphs: Look['glyphs']): readonly Line[] {
  return reason
    .split('\n')
    .flatMap(line => wrap(printable(line), width - 4, glyphs.ellipsis))
    .map(line => [span(`    ${line}`)])
}

/** Side by side from here on. */
const WIDE = 76

/** The loss and the accuracy, each of all splits. */
function chartLines(curves: ConfigurationCurves, look: Look, chart: Ui['chart']): readonly Line[] {
  if (curves.of === 'none') return [[span('no epoch has been measured yet', 'faint')]]
  const { width, rows } = look
  const half = Math.floor((width - 2) / 2)
  const size = {
    width: width >= WIDE ? half : width,
    height: Math.max(4, Math.min(14, Math.floor(rows / 3.5))),
  }
  const [loss, accuracy] = (['loss', 'accuracy'] as const).map(metric =>
    metricChart(curves, metric, { ...size, look, chart }),
  ) as [readonly Line[], readonly Line[]]
  return width >= WIDE ? beside(loss, accuracy, half + 2) : [...loss, ...accuracy]
}

/** The letter of each split's curve; a curve on top of another is the one that generalizes. */
const letters = { train: 't', validation: 'v', test: 'e' } as const
const tones = { train: 'busy', validation: 'good', test: 'odd' } as const

interface ChartSetting {
  readonly width: number
  readonly height: number
  readonly look: Look
  readonly chart: Ui['chart']
}

function metricChart(
  curves: ConfigurationCurves,
  metric: Objective['metric'],
  { width, height, look: { glyphs }, chart }: ChartSetting,
): readonly Line[] {
  const shown = [...measuredSplits(curves.histories, metric)].reverse()
  const series = shown.map((split): Series => {
    const course = meanCourse(curves, { split, metric })
    return { letter: letters[split], tone: tones[split], values: chart.smooth ? smoothed(course) : course }
  })
  const lines = plotLines(series, {
    width,
    height,
    glyphs,
    logarithmic: chart.logarithmic && metric === 'loss',
    zoom: chart.zoom,
    better: metric === 'loss' ? 'low' : 'high',
    format: value => formatMetric({ metric }, value),
  })
  if (lines.length === 0) return [[span(`no ${metric} is a number`, 'faint')]]
  const legend = shown.flatMap(
    (split, i): Line => [span(`${i === 0 ? '' : ', '}${letters[split]} `, tones[split]), span(split)],
  )
  const notes = [
    chart.logarithmic && metric === 'loss' ? 'log' : '',
    chart.smooth ? 'smoothed' : '',
    zoomNotes[chart.zoom]!,
    gapNote(series),
  ].filter(note => note !== '')
  const title = span(`${metric}${metric === 'accuracy' ? ' %' : ''}  `, 'strong')
  const noted = span(notes.map(note => `, ${note}`).join(''), 'faint')
  // The letters stand at the ends of the curves as well.
  const titles = [
    [title, ...legend, noted],
    [title, span(notes.join(', '), 'faint')],
  ]
  return [firstFitting(titles, width, glyphs.ellipsis), ...lines]
}

/** A gap is drawn as one, and said. */
function gapNote(series: readonly Series[]): string {
  const gap = series.map(({ values }) => values.indexOf(null)).find(epoch => epoch !== -1)
  return gap === undefined ? '' : `no number at epoch ${gap + 1}`
}

/** As many to a line as fit; less what is not used, such as a margin of early stopping where nothing stops early. */
function valueLines({ configuration, trials }: Group, { facts, width }: Look): readonly Line[] {
  const varying = new Set(facts.varying.map(({ name }) => name))
  const cells = facts.columns.flatMap(({ name, value, unused }) => {
    const cell = value(configuration)
    const isIdle = cell === null || (cell === unused && !varying.has(name))
    return isIdle ? [] : [{ name, text: printable(formatCell(cell)), varies: varying.has(name) }]
  })
  const all = [...cells, { name: 'parameters', text: formatCell(trials[0]!.parameters), varies: false }]
  const nameWidth = Math.max(...all.map(({ name }) => name.length))
  const cellWidth = Math.min(width, nameWidth + 18)
  const perLine = Math.max(1, Math.floor(width / cellWidth))
  const rows = Math.ceil(all.length / perLine)
  const lines = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: perLine }, (_, column) => all[column * rows + row])
      .filter(cell => cell !== undefined)
      .flatMap(
        ({ name, text, varies }): Line => [
          span(`${pad(name, nameWidth)} `, 'faint'),
          span(pad(text, cellWidth - nameWidth - 1), varies ? 'strong' : 'plain'),
        ],
      ),
  )
  return [[span('configuration', 'strong')], ...lines]
}

/** On as many lines as they take: they are there to be copied. */
function commandLines(
  { plan }: Sweep,
  { configuration, ended }: Group,
  { width }: Look,
  { runPath }: DetailOptions,
): readonly Line[] {
  const completed = ended.find(trial => trial?.outcome.status === 'completed')
  const again = shellLines(repeatWords(plan.experiment, configuration, runPath).map(printable), width - 2)
  const verify =
    completed && `bench verify ${printable(shellWord(runPath))} --trial ${completed.trial.trialId}`
  const lines = [...again, ...(verify ? [verify] : [])].map(line => [span(`  ${line}`)])
  return [[span('to train it again', 'strong'), span('  y: copy', 'faint')], ...lines]
}
