// `bench summary`: the layers of networks, their shapes and their parameters, as Keras' model.summary() shows them: of an
// experiment file, of a run or one of its trials, or of a file with a stored network.
import { resolve } from 'node:path'
import { datasets } from '../data/datasets.js'
import { UserError } from '../domain/errors.js'
import { readNetwork } from '../models/read-network.js'
import { printable } from '../report/printable.js'
import { ownDatasetsOf } from '../store/manifest.js'
import { readRun, type StoredRun } from '../store/read-run.js'
import { runDamaged } from '../store/reading.js'
import { expand } from '../sweep/expand.js'
import type { Context, ExitCode } from './context.js'
import { openExperiment } from './experiment-file.js'
import { isFile, namesNetwork } from './find-network.js'
import { findRun } from './find-run.js'
import { findTrial } from './find-trial.js'
import { type NetworkChoiceArguments, networkOptions } from './network-choices.js'
import { assumptions } from './network-facts.js'
import { configuredNetwork, configuredNetworks, type Summarized } from './summary-networks.js'
import { layerTable } from './summary-table.js'

export interface SummaryArguments extends Pick<NetworkChoiceArguments, 'activation' | 'output'> {
  /** An experiment file, a run, or a file with a stored network. */
  readonly source: string
  /** Of the run. */
  readonly trial?: string
  /** For the experiment file. */
  readonly set?: readonly string[]
  readonly runsDir: string
}

export async function summary(args: SummaryArguments, context: Context): Promise<ExitCode> {
  const networks = await networksOf(args, context)
  const blocks = networks.map(({ title, ...network }) =>
    [printable(title), ...layerTable(network)].join('\n'),
  )
  context.stdout.write(`${blocks.join('\n\n')}\n`)
  return 0
}

async function networksOf(args: SummaryArguments, context: Context): Promise<readonly Summarized[]> {
  const { source, trial, set, activation, output: asked } = args
  const kind = await kindOf(source, context)
  if (kind !== 'run' && trial !== undefined) throw misplaced('a trial', `${source} is not a run`)
  if (kind !== 'spec' && set !== undefined) throw misplaced('--set', `${source} is not an experiment file`)
  if (kind === 'network') return [await networkOfFile(args, context)]
  if (activation !== undefined || asked !== undefined)
    throw misplaced('--activation or --output', `${source} is not a file with a stored network`)
  if (kind === 'run') return networksOfRun(args, context)
  const { experiment } = await openExperiment({ spec: source, ...(set && { set }) }, context)
  const { trials } = expand(experiment)
  return configuredNetworks(
    trials.map(({ configuration }) => configuration),
    experiment.ownDatasets,
  )
}

async function networkOfFile(args: SummaryArguments, { cwd }: Context): Promise<Summarized> {
  const network = await readNetwork(resolve(cwd, args.source), networkOptions(args))
  const { sizes, activations, output } = network
  const assumed = assumptions(network)
  const title = assumed === null ? args.source : `${args.source}: assumed ${assumed}`
  return { title, sizes, activations, output, dropout: 0 }
}

async function kindOf(source: string, { cwd }: Context): Promise<'spec' | 'run' | 'network'> {
  if (namesNetwork(source)) return 'network'
  // yargs hands on a lone - as an empty string.
  const isSpec = source === '' || source === '-' || /\.ya?ml$/i.test(source)
  return isSpec || (await isFile(resolve(cwd, source))) ? 'spec' : 'run'
}

async function networksOfRun(
  { source, trial: reference, runsDir }: SummaryArguments,
  { cwd }: Context,
): Promise<readonly Summarized[]> {
  const run = await readRun(await findRun(source, { runsDir: resolve(cwd, runsDir), cwd }))
  const { configurations } = run.manifest
  const own = ownDatasetsOf(run.manifest)
  for (const { dataset } of Object.values(configurations)) {
    if (!Object.hasOwn(datasets, dataset) && !Object.hasOwn(own, dataset)) throw unknownDataset(run, dataset)
  }
  if (reference === undefined) return configuredNetworks(Object.values(configurations), own)
  const { trial } = findTrial(run, reference, { cwd })
  const title = `trial ${trial.trialId} of ${run.name}`
  return [configuredNetwork(trial.configuration, title, own)]
}

/** Only an edited manifest, or one of a later version, has such a dataset. */
function unknownDataset({ path }: StoredRun, dataset: string): UserError {
  const why = `a configuration is on the dataset "${dataset}", and neither bench nor the manifest knows of what size that is`
  return runDamaged(`${path}/manifest.json`, why)
}

function misplaced(what: string, why: string): UserError {
  return new UserError([{ code: 'bad-option', what: `${what} means nothing here`, why, fix: 'leave it out' }])
}
