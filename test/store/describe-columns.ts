// What each column of the CSV files means, as Markdown for runs/README.md, from the tables that the files are written by.
import { type CellType, type Column, epochColumns, trialColumns } from '../../src/domain/columns.js'
import type { Objective } from '../../src/domain/trial.js'
import { rankingColumns } from '../../src/statistics/ranking-columns.js'
import { logColumns, logEvents } from '../../src/store/log.js'

/** Markdown: a heading and a table for each file. */
export function describeColumns(): string {
  return [...tables.map(({ file, rowIs, columns }) => describe(file, rowIs, columns)), describeEvents()].join(
    '\n',
  )
}

function describeEvents(): string {
  const lines = Object.entries(logEvents).map(([event, help]) => `- \`${event}\`: ${help}`)
  return ['The column `event` of log.csv:', '', ...lines, ''].join('\n')
}

/** The text with the part between the markers replaced by that description. Throws where a marker is missing. */
export function withDescribedColumns(readme: string): string {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)]
  if (begin < 0 || end < begin) throw new Error(`there is no ${BEGIN} ... ${END}`)
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${describeColumns()}\n${readme.slice(end)}`
}

const BEGIN = '<!-- columns: made from the tables, do not edit -->'
const END = '<!-- end of columns -->'

// A column named after an objective or a hyperparameter depends on the experiment; the description says so once.
const objective: Objective = { split: 'validation', metric: 'accuracy', direction: 'maximize' }

const tables: readonly {
  readonly file: string
  readonly rowIs: string
  readonly columns: readonly Pick<Column<never>, 'name' | 'type' | 'help'>[]
}[] = [
  { file: 'trials.csv', rowIs: 'a trial that has ended', columns: trialColumns([], objective) },
  { file: 'epochs.csv', rowIs: 'an epoch of a trial', columns: epochColumns },
  {
    file: 'configs.csv',
    rowIs: 'a configuration with its seeds folded in, best first',
    columns: rankingColumns([], objective),
  },
  { file: 'log.csv', rowIs: 'something that happened to the run', columns: logColumns },
]

const kinds: Readonly<Record<CellType, string>> = {
  text: 'text',
  number: 'number',
  scalar: 'number or boolean',
  time: 'UTC time',
}

function describe(
  file: string,
  rowIs: string,
  columns: readonly Pick<Column<never>, 'name' | 'type' | 'help'>[],
): string {
  const rows = columns.flatMap(({ name, type, help }) => [
    `| ${generic(name)} | ${kinds[type]} | ${help} |`,
    ...(name === 'learning_rate' && (file === 'trials.csv' || file === 'configs.csv')
      ? [otherHyperparameters]
      : []),
  ])
  return [
    `### ${file}: a row is ${rowIs}`,
    '',
    '| column | holds | meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}

const otherHyperparameters =
  '| *every other hyperparameter in use* | number or boolean | by its name, such as `momentum`; empty where the configuration has none |'

function generic(name: string): string {
  return name.startsWith('best_validation_accuracy')
    ? `\`${name.replace('validation_accuracy', '<objective>')}\``
    : `\`${name}\``
}
