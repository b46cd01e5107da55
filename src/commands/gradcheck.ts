// `bench gradcheck`: backpropagation against the central difference, layer by layer, for the networks of an experiment file.
// Both are the reference's, in float64; that the kernels agree with the reference is tested elsewhere.
import { compareGradients, type LayerDifference, STEP } from '../core/numerical.js'
import { ReferenceNetwork } from '../core/reference.js'
import type { Dataset } from '../data/dataset.js'
import type { Column } from '../domain/columns.js'
import { varyingColumns } from '../domain/configuration-columns.js'
import { UserError } from '../domain/errors.js'
import type { Configuration, Plan, Trial } from '../domain/trial.js'
import { formatCell, formatCount, plural } from '../report/numbers.js'
import { printable } from '../report/printable.js'
import { type TextColumn, textTable } from '../report/table.js'
import { expand } from '../sweep/expand.js'
import { networkSpec } from '../trainer/network-spec.js'
import { checkWhole } from './check-whole.js'
import type { Context, ExitCode } from './context.js'
import { loadDatasets } from './datasets.js'
import { openExperiment, type SpecArguments } from './experiment-file.js'

export interface GradcheckArguments extends SpecArguments {
  readonly dataDir?: string
  /** How many different networks, from the first. */
  readonly first: number
  /** How many training examples the gradient is the mean of. */
  readonly examples: number
  /** Of an array that is longer, so many parameters are compared. */
  readonly parameters: number
  /** The largest relative difference that is still agreement. */
  readonly tolerance: number
}

interface Checked {
  readonly trial: Trial
  readonly layers: readonly LayerDifference[]
}

export async function gradcheck(args: GradcheckArguments, context: Context): Promise<ExitCode> {
  checkOptions(args)
  const { experiment, ownDatasets } = await openExperiment(args, context)
  const plan = expand(experiment)
  const different = differentNetworks(plan)
  const trials = different.slice(0, args.first)
  const datasets = await loadDatasets({ ...plan, trials }, ownDatasets, args.dataDir, context)
  const checked = trials.map(trial => check(trial, datasets.get(trial.configuration.dataset)!, args))
  const worst = largest(checked.flatMap(({ layers }) => layers))
  const agrees = worst <= args.tolerance // NaN does not
  const lines = [
    `${printable(experiment.name)}: ${formatCount(trials.length)} of ${plural(different.length, 'different network')}, ` +
      `seed ${experiment.seeds[0]}, on the first ${plural(args.examples, 'training example')}`,
    `central difference with a step of ${STEP}, for up to ${formatCount(args.parameters)} numbers of each array`,
    '',
    ...table(checked),
    '',
    `largest relative difference ${formatDifference(worst)}: ${agrees ? 'within' : 'ABOVE'} ${formatDifference(args.tolerance)}`,
  ]
  context.stdout.write(`${lines.join('\n')}\n`)
  return agrees ? 0 : 1
}

/** The first trial of each network with the first seed: optimizers and lengths of training change no gradient. */
function differentNetworks({ trials, experiment }: Plan): readonly Trial[] {
  const different = new Map<string, Trial>()
  for (const trial of trials.filter(({ seed }) => seed === experiment.seeds[0])) {
    const { dataset, model, loss, training } = trial.configuration
    const key = JSON.stringify([dataset, model, loss, training.l2, training.label_smoothing])
    if (!different.has(key)) different.set(key, trial)
  }
  return [...different.values()]
}

function checkOptions({ first, examples, parameters, tolerance }: GradcheckArguments): void {
  checkWhole('--first', first, 1, 200_000)
  checkWhole('--examples', examples, 1, 10_000)
  checkWhole('--parameters', parameters, 1, 100_000_000)
  if (tolerance > 0 && tolerance < 1) return
  const what = `--tolerance is ${tolerance}`
  throw new UserError([{ code: 'out-of-range', what, fix: 'a number above 0 and below 1, such as 1e-5' }])
}

/** The gradient of a network as its trial would begin with. */
function check(trial: Trial, dataset: Dataset, args: GradcheckArguments): Checked {
  const count = Math.min(args.examples, dataset.train.labels.length)
  const network = new ReferenceNetwork(networkSpec(trial.configuration, dataset), trial.seed)
  const indices = Uint32Array.from({ length: count }, (_, i) => i)
  return { trial, layers: compareGradients(network, dataset.train, indices, args.parameters) }
}

function table(checked: readonly Checked[]): readonly string[] {
  const varying = varyingColumns(checked.map(({ trial }) => trial.configuration))
  const columns: readonly TextColumn[] = [
    ...varying.map(({ name }) => ({ title: name })),
    { title: 'layer' },
    { title: 'compared', align: 'right' },
    { title: 'weights', align: 'right' },
    { title: 'biases', align: 'right' },
  ]
  return textTable(
    columns,
    checked.flatMap(one => rows(one, varying)),
  )
}

/** A row a layer; what the configuration is stands in its first. */
function rows(
  { trial, layers }: Checked,
  varying: readonly Column<Configuration>[],
): readonly (readonly string[])[] {
  return layers.map(({ compared, weights, biases }, l) => [
    ...varying.map(({ value }) => (l === 0 ? formatCell(value(trial.configuration)) : '')),
    l === layers.length - 1 ? 'output' : `hidden_${l + 1}`,
    formatCount(compared),
    formatDifference(weights),
    formatDifference(biases),
  ])
}

function largest(layers: readonly LayerDifference[]): number {
  return layers.reduce((most, { weights, biases }) => Math.max(most, weights, biases), 0)
}

function formatDifference(difference: number): string {
  return difference === 0 ? '0' : difference.toExponential(1)
}
