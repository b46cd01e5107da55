// docs/notebooks.md as text, from what was measured. It reads and trains nothing: the same data give the same page.
import { wideningSays } from './agreement.js'
import { markdownTable } from './markdown.js'
import { dataBlock, type Measured, type MeasuredSystems } from './measured.js'
import { answer, curveSection, metricTable, type Row, sizeTable } from './system-tables.js'
import type { System } from './systems.js'
import type { Worked } from './worked.js'
import { agrees, workedSection } from './worked-table.js'

export interface PageContent {
  readonly systems: readonly System[]
  readonly measured: MeasuredSystems
  readonly worked: readonly Worked[]
}

export function notebooksPage({ systems, measured, worked }: PageContent): string {
  const rows = systems.map((system): Row => ({ system, measured: measured[system.name] ?? null }))
  const trained = rows.filter((row): row is Row & { measured: Measured } => row.measured !== null)
  const lines = [
    ...introduction(rows, worked),
    '## Accuracy',
    '',
    'In percent, on the split that the notebook reports, after the last epoch.',
    '',
    ...metricTable(rows, 'accuracy'),
    '',
    '## Loss',
    '',
    'Mean cross-entropy on the same split, in nats.',
    '',
    ...metricTable(rows, 'loss'),
    '',
    ...rule,
    '## Parameters and time',
    '',
    ...sizeTable(rows),
    '',
    ...trained.flatMap(curveSection),
    ...workedSection(worked),
    ...reproduction(systems, trained),
    '## The data of this page',
    '',
    'A line a trial, as it stands in the run folders. The page is made from this, and a test makes it again.',
    '',
    '<details><summary>JSON</summary>',
    '',
    ...dataBlock(measured),
    '',
    '</details>',
  ]
  return `${lines.join('\n')}\n`
}

function introduction(rows: readonly Row[], worked: readonly Worked[]): readonly string[] {
  const agreeing = rows.filter(row => answer(row, 'accuracy') === 'yes' && answer(row, 'loss') === 'yes')
  const right = worked.filter(agrees)
  return [
    "# The notebooks' systems",
    '',
    '<!-- Made by `npm run notebooks` from run folders. Do not edit: the next one overwrites it. -->',
    '',
    'What five notebooks on NumPy and Keras train and work out, done again by bench on the same data, and beside it what',
    'PyTorch reaches with the same settings: each with five seeds, so that an agreement is more than luck.',
    '',
    `**${agreeing.length} of ${rows.length} systems agree with PyTorch and with the figures of their notebook, in accuracy and in loss.**`,
    `**${right.length} of ${worked.length} figures that the notebooks work out by hand are the same here, but for the rounding of what is printed.**`,
    '',
  ]
}

const rule: readonly string[] = [
  `A system *agrees* when every seed, and the notebook's figure where it prints one, is in the range that is *allowed*: PyTorch's`,
  `spread, widened on both sides by ${wideningSays('accuracy')} of accuracy or ${wideningSays('loss')}. ± is half of the 95 % interval`,
  'of the mean over the seeds (Student). A dash: the notebook prints no such figure.',
  '',
]

function reproduction(
  systems: readonly System[],
  trained: readonly (Row & { measured: Measured })[],
): readonly string[] {
  return [
    '## To get these numbers',
    '',
    '```sh',
    ...systems.map(({ file }) => `npx bench run ${file}`),
    'npm run notebooks      # this page: trains what there is no run of, in a checkout of the project',
    '```',
    '',
    'The same arithmetic gives the same bits on any machine; only the times are of this one:',
    '',
    ...markdownTable<Row & { measured: Measured }>(
      [
        { title: 'experiment', cell: ({ system }) => system.name },
        { title: 'bench', cell: ({ measured }) => measured.versions.bench },
        { title: 'arithmetic', cell: ({ measured }) => measured.versions.arithmetic },
        { title: 'Node', cell: ({ measured }) => measured.versions.node },
        {
          title: 'machine',
          cell: ({ measured: { machine } }) => `${machine.cpu}, ${machine.cores} cores, ${machine.platform}`,
        },
        { title: 'workers', right: true, cell: ({ measured }) => `${measured.workers}` },
      ],
      trained,
    ),
    '',
  ]
}
