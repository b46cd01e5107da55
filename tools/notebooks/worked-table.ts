// The table of the figures that the notebooks work out by hand.
import { markdownTable } from './markdown.js'
import { largestDifference, type Worked } from './worked.js'

export function workedSection(worked: readonly Worked[]): readonly string[] {
  return [
    '## Worked figures',
    '',
    'What the notebooks work out step by step, by the functions of the [package](library.md); [examples](../examples/README.md)',
    'has the steps as programs. A notebook prints so many digits of what goes in and of what comes out: *rounding* is how far',
    'that alone may put the two apart.',
    '',
    ...markdownTable<Worked>(
      [
        { title: 'notebook', cell: ({ notebook }) => notebook },
        { title: 'figure', cell: ({ what }) => what },
        { title: 'it prints', cell: ({ theirs, show }) => some(theirs, show) },
        { title: 'bench', cell: ({ ours, show }) => some(ours, show) },
        { title: 'largest difference', right: true, cell: item => shortest(largestDifference(item)) },
        { title: 'rounding', right: true, cell: ({ within }) => shortest(within) },
        { title: 'agrees', cell: item => (agrees(item) ? 'yes' : '**no**') },
      ],
      worked,
    ),
    '',
  ]
}

export function agrees(item: Worked): boolean {
  return item.theirs.length === item.ours.length && largestDifference(item) <= item.within
}

/** The first three, and how many there are. */
function some(values: readonly number[], show: (value: number) => string): string {
  const first = values.slice(0, 3).map(show).join(' ')
  return values.length > 3 ? `${first} ... (${values.length})` : first
}

function shortest(difference: number): string {
  return difference === 0 ? '0' : difference.toExponential(0)
}
