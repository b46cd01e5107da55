// What `bench plan` says of a plan, on lines that end at words where the terminal does; in a pipe they are as long as they are.
import { varyingColumns } from '../domain/configuration-columns.js'
import { datasetLabel } from '../domain/own-files.js'
import type { Configuration, Experiment, Plan, Trial } from '../domain/trial.js'
import { constantLines } from '../report/constants.js'
import { finalEpochOf } from '../report/final-epoch.js'
import { formatCell, formatCount, formatDuration, plural } from '../report/numbers.js'
import { printable } from '../report/printable.js'
import { columnsOf, cut, type TextColumn, textTable } from '../report/table.js'
import { foldedTable, hanging } from '../report/wrap.js'
import type { Paper } from './paper.js'

/** What is said of something; an empty name goes on with the one before. */
export type Fact = readonly [name: string, text: string | readonly string[]]

/** Trials that are listed without --all. */
const ROWS = 12
/** Of the names of the facts. */
const NAMES = 12
/** What is fixed is much, and on no longer lines, however wide the window is. */
const PROSE = 100

export function factLines(facts: readonly Fact[], width: number): readonly string[] {
  return facts.flatMap(([name, text]) => labelled(name.padEnd(NAMES), text, width))
}

/** The lines after the first begin below the text. */
function labelled(label: string, text: Fact[1], width: number): readonly string[] {
  return hanging(text, width - label.length, '').map(
    (line, i) => (i === 0 ? label : ' '.repeat(label.length)) + line,
  )
}

export function planHead(
  { experiment, trials, excluded, duplicates }: Plan,
  configurations: ReadonlyMap<string, Configuration>,
  width: number,
): readonly string[] {
  const { name, question, seeds, objective } = experiment
  const first = objective.direction === 'maximize' ? 'highest' : 'lowest'
  const parameters = [...new Set(trials.map(trial => trial.parameters))]
    .sort((a, b) => a - b)
    .map(formatCount)
  const { last, restored } = finalEpochOf([...configurations.values()])
  const finalEpoch = [last, restored].filter(epoch => epoch !== null).join(', with patience at ')
  const leftOut = [
    ...(excluded > 0 ? [`${formatCount(excluded)} excluded`] : []),
    ...(duplicates > 0 ? [`${formatCount(duplicates)} written twice and trained once`] : []),
  ]
  const size =
    `${formatCount(trials.length)}: ${plural(configurations.size, 'configuration')} with ` +
    `${plural(seeds.length, 'seed')} each${leftOut.length > 0 ? ` (${leftOut.join(', ')})` : ''}`
  const fixed = constantLines([...configurations.values()], Math.min(width, PROSE) - NAMES)
  return [
    ...hanging(`${name}${question === null ? '' : `: ${printable(question)}`}`, width),
    '',
    ...factLines([['trials', size]], width),
    ...axisLines(experiment, width),
    ...factLines(
      [
        ...fixed.map((line, i): Fact => [i === 0 ? 'fixed' : '', line]),
        ['objective', `${objective.split}.${objective.metric} at ${finalEpoch}, ${first} first`],
        [
          'parameters',
          `${parameters.length > 1 ? `${parameters[0]} to ${parameters.at(-1)}` : parameters[0]} a network`,
        ],
      ],
      width,
    ),
  ]
}

function axisLines({ axes }: Experiment, width: number): readonly string[] {
  const longest = Math.max(...axes.map(({ path }) => path.length), 0)
  return axes.flatMap(({ path, values }, i) => {
    const shown = values
      .slice(0, 8)
      .map(value => axisValue(path === 'dataset' ? datasetLabel(String(value)) : value))
    const more = values.length > shown.length ? [`... ${formatCount(values.length)} in all`] : []
    const label = `${(i === 0 ? 'axes' : '').padEnd(NAMES)}${path.padEnd(longest)}  `
    const parts = [...shown, ...more]
    return labelled(
      label,
      parts.map((part, i) => (i < parts.length - 1 ? `${part},` : part)),
      width,
    )
  })
}

/** `relu`, `relu+tanh`, `256x128`, `sgd learning_rate 0.1 momentum 0.9`. */
function axisValue(value: unknown): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return 'none'
    return typeof value[0] === 'number' ? value.join('x') : value.map(axisValue).join('+')
  }
  if (typeof value !== 'object' || value === null) return String(value)
  const { name, ...hyperparameters } = value as { readonly name: string }
  return [name, ...Object.entries(hyperparameters).map(([key, number]) => `${key} ${number}`)].join(' ')
}

interface TrialTableOptions {
  /** Of one trial of each configuration, where there is a forecast. */
  readonly seconds: ReadonlyMap<string, number> | null
  readonly all: boolean
  readonly paper: Paper
}

interface TrialColumn extends TextColumn {
  readonly cell: (trial: Trial) => string
}

export function trialTable(
  trials: readonly Trial[],
  configurations: ReadonlyMap<string, Configuration>,
  { seconds, all, paper: { signs, width } }: TrialTableOptions,
): readonly string[] {
  const varying = varyingColumns([...configurations.values()])
  const shown = all ? trials : trials.slice(0, ROWS)
  const columns: readonly TrialColumn[] = [
    { title: 'trial', cell: ({ trialId }) => trialId },
    ...varying.map(
      ({ name, value }): TrialColumn => ({
        title: name,
        cell: ({ configuration }) => formatCell(value(configuration)),
      }),
    ),
    { title: 'seed', align: 'right', cell: ({ seed }) => String(seed) },
    PARAMETERS,
    ...(seconds === null ? [] : [timeColumn(seconds)]),
  ]
  const drawn = (draw: typeof textTable, drawnColumns: readonly TrialColumn[]) =>
    draw(
      drawnColumns,
      shown.map(trial => drawnColumns.map(({ cell }) => cell(trial))),
    )
  const needed = columns.filter(column => column !== PARAMETERS)
  const forms = [drawn(textTable, columns), drawn(foldedTable, columns), drawn(foldedTable, needed)]
  const table = forms.find(lines => lines.every(line => columnsOf(line) <= width)) ?? forms.at(-1)!
  const more = trials.length - shown.length
  return [
    ...table.map(line => cut(line, width, signs.ellipsis)),
    ...(more > 0 ? [`... and ${formatCount(more)} more (--all lists them)`] : []),
  ]
}

/** Left out first where the window is narrow: the head says from where to where they go. */
const PARAMETERS: TrialColumn = {
  title: 'parameters',
  align: 'right',
  cell: ({ parameters }) => formatCount(parameters),
}

function timeColumn(seconds: ReadonlyMap<string, number>): TrialColumn {
  return { title: 'time', align: 'right', cell: ({ configId }) => formatDuration(seconds.get(configId)!) }
}
