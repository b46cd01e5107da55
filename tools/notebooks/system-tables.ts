// The tables of the page with a row a system: accuracy, loss, size and time; and the curve of one that is trained by steps.
import { parameterCount, type Summary, summarize } from 'mlp-bench'
import { allowedRange, disagreements, type MetricOfPage, type Range, spreadOf } from './agreement.js'
import { type MarkdownColumn, markdownTable } from './markdown.js'
import type { CurvePoint, Measured, MeasuredTrial } from './measured.js'
import { configurationOf, type System } from './systems.js'

/** A system with what was measured of it; null where there is no run of it. */
export interface Row {
  readonly system: System
  readonly measured: Measured | null
}

// Figures in two forms: a share as percent, a loss as it is.
const shown = {
  accuracy: (value: number) => (100 * value).toFixed(2),
  loss: (value: number) => value.toFixed(4),
} as const

export function metricTable(rows: readonly Row[], metric: MetricOfPage): readonly string[] {
  const show = shown[metric]
  const range = ({ low, high }: Range) => `${show(low)} to ${show(high)}`
  return markdownTable<Row>(
    [
      systemColumn,
      { title: 'notebook', cell: ({ system }) => system.notebook.name },
      { title: 'split', cell: ({ system }) => system.plan.experiment.objective.split },
      { title: 'it prints', right: true, cell: ({ system }) => orDash(system.notebook[metric], show) },
      { title: 'PyTorch, seeds', right: true, cell: ({ system }) => range(spreadOf(system.pytorch[metric])) },
      { title: 'allowed', right: true, cell: ({ system }) => range(allowedRange(system, metric)) },
      {
        title: 'bench, mean',
        right: true,
        cell: ({ measured }) => orDash(summaryOf(measured, metric), s => meanText(s, show)),
      },
      {
        title: 'bench, seeds',
        right: true,
        cell: ({ measured }) => orDash(measured, ({ trials }) => range(spreadOf(trials.map(t => t[metric])))),
      },
      { title: 'agrees', cell: row => answer(row, metric) },
    ],
    rows,
  )
}

const systemColumn: MarkdownColumn<Row> = {
  title: 'system',
  cell: ({ system }) => `[${describe(system)}](../${system.file})`,
}

/** `mnist 784-50-10, sigmoid, adam, 10 epochs` */
function describe({ plan, sizes }: System): string {
  const { dataset, model, optimizer, training } = configurationOf(plan)
  const activations = [model.activation].flat().map(({ name }) => name)
  const length = training.steps === null ? `${training.epochs} epochs` : `${count(training.steps)} steps`
  return `${dataset} ${sizes.join('-')}, ${activations.join('+')}, ${optimizer.name}, ${length}`
}

function summaryOf(measured: Measured | null, metric: keyof MeasuredTrial): Summary | null {
  return measured && summarize(measured.trials.map(trial => Number(trial[metric])))
}

function meanText({ mean, halfWidth }: Summary, show: (value: number) => string): string {
  return halfWidth === null ? show(mean) : `${show(mean)} ± ${show(halfWidth)}`
}

export function answer({ system, measured }: Row, metric: MetricOfPage): string {
  if (measured === null) return 'not trained'
  const values = new Map(measured.trials.map(trial => [trial.seed, trial[metric]]))
  const outside = disagreements(system, metric, values)
  return outside.length === 0 ? 'yes' : `**no**: ${outside.join(', ')}`
}

export function sizeTable(rows: readonly Row[]): readonly string[] {
  return markdownTable<Row>(
    [
      systemColumn,
      {
        title: 'parameters in the notebook',
        cell: ({ system: { notebook } }) =>
          orDash(notebook.parameters, total => sumText(total, notebook.parametersByLayer)),
      },
      { title: 'in bench', cell: ({ system }) => sumText(parameterCount(system.sizes), byLayer(system)) },
      {
        title: 'time a trial',
        right: true,
        cell: ({ measured }) =>
          orDash(summaryOf(measured, 'duration_s'), ({ mean }) => `${mean.toFixed(1)} s`),
      },
      {
        title: 'examples/s',
        right: true,
        cell: ({ measured }) =>
          orDash(summaryOf(measured, 'examples_per_s'), ({ mean }) => count(Math.round(mean / 1000) * 1000)),
      },
      {
        title: 'trials at a time',
        right: true,
        cell: ({ measured }) => orDash(measured, m => `${m.workers}`),
      },
    ],
    rows,
  )
}

/** Weights and biases of each layer, which is a network of its own without hidden layers. */
function byLayer({ sizes }: System): readonly number[] {
  return sizes.slice(1).map((units, l) => parameterCount([sizes[l]!, units]))
}

function sumText(total: number, parts: readonly number[] | null): string {
  return parts === null ? count(total) : `${count(total)} = ${parts.map(count).join(' + ')}`
}

/** The learning curve of a system that is trained by steps. */
export function curveSection({
  system,
  measured: { curve, trials },
}: Row & { measured: Measured }): readonly string[] {
  if (curve.length === 0) return []
  const { split } = system.plan.experiment.objective
  return [
    `## ${system.notebook.name} by steps`,
    '',
    `Accuracy in percent on the whole of train and ${split}, as the notebook draws it: the mean of ${trials.length} seeds.`,
    '',
    ...markdownTable<CurvePoint>(
      [
        { title: 'step', right: true, cell: ({ step }) => count(step) },
        { title: 'train', right: true, cell: ({ train }) => shown.accuracy(train) },
        { title: split, right: true, cell: ({ reported }) => shown.accuracy(reported) },
      ],
      curve,
    ),
    '',
  ]
}

function orDash<T>(value: T | null, show: (value: T) => string): string {
  return value === null ? '-' : show(value)
}

function count(value: number): string {
  return value.toLocaleString('en')
}
