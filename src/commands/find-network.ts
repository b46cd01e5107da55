// Which stored network is meant: a trial's of a run, or that of a file. Its data are opened by network-data.ts.
import { stat } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { datasets } from '../data/datasets.js'
import { UserError } from '../domain/errors.js'
import type { Measure } from '../models/measure.js'
import { readNetwork } from '../models/read-network.js'
import type { StoredNetwork } from '../models/stored-network.js'
import { readRun, type StoredRun } from '../store/read-run.js'
import type { Context } from './context.js'
import { findKept } from './find-kept.js'
import { findRun } from './find-run.js'
import { measureFor, type NetworkChoiceArguments, networkOptions } from './network-choices.js'

export interface NetworkArguments extends NetworkChoiceArguments {
  /** A file, or a run: a path, a name in the runs folder, the beginning of one, or `latest`. */
  readonly network: string
  /** The id of a trial of the run, or its beginning. */
  readonly trial?: string
  readonly runsDir: string
}

export interface FoundNetwork {
  readonly network: StoredNetwork
  /** Where it is from, for people: `trial t0123456789ab of quickstart-20261121-160405`. */
  readonly title: string
  /** The file, as seen from here. */
  readonly path: string
  /** As a configuration has it; null where nothing says what the network was trained on. */
  readonly dataset: string | null
  readonly measure: Measure
  /** How the training examples of that dataset were divided; null where nothing says so. */
  readonly division: Division | null
  /** null for a file. */
  readonly origin: { readonly run: StoredRun; readonly trialId: string } | null
}

/** The share of the training examples that was held out, and the seed by which they were drawn. */
export interface Division {
  readonly validation: number
  readonly splitSeed: number
}

export async function findNetwork(args: NetworkArguments, context: Context): Promise<FoundNetwork> {
  const path = resolve(context.cwd, args.network)
  if (namesNetwork(args.network) || (await isFile(path))) return ofFile(path, args, context)
  return ofRun(args, context)
}

/** Whether a path is that of a file with a network; of a pickle as well, because the reader says what to do with those. */
export function namesNetwork(path: string): boolean {
  return /\.(safetensors|npz|pkl|pickle)$/i.test(path)
}

export async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

async function ofFile(path: string, args: NetworkArguments, { cwd }: Context): Promise<FoundNetwork> {
  if (args.trial !== undefined)
    throw mistake(`${args.network} is a file with one network, so it has no trial`, 'leave it out')
  const network = await readNetwork(path, networkOptions(args))
  return {
    network,
    title: args.network,
    path: relative(cwd, path),
    dataset: datasetOf(network),
    measure: measureFor(network, args.loss),
    division: null,
    origin: null,
  }
}

/** What the file says that it was trained on, if anyone has that: paths of somebody's own files lead nowhere from here. */
function datasetOf({ facts }: StoredNetwork): string | null {
  const { dataset } = facts
  return dataset !== undefined && Object.hasOwn(datasets, dataset) ? dataset : null
}

async function ofRun(args: NetworkArguments, { cwd }: Context): Promise<FoundNetwork> {
  const { trial: reference, runsDir, activation, output, loss } = args
  if (activation !== undefined || output !== undefined || loss !== undefined)
    throw mistake(
      '--activation, --output and --loss are for files; a trial of a run says itself what it is',
      'leave them out',
    )
  const run = await readRun(await findRun(args.network, { runsDir: resolve(cwd, runsDir), cwd }))
  const { stored, path } = await findKept(run, reference, { cwd })
  const { configuration, trialId } = stored.trial
  const { validation, split_seed: splitSeed, label_smoothing: labelSmoothing } = configuration.training
  return {
    network: await readNetwork(path),
    title: `trial ${trialId} of ${run.name}`,
    path: relative(cwd, path),
    dataset: configuration.dataset,
    measure: { loss: configuration.loss, labelSmoothing, lossIsAssumed: false },
    division: { validation, splitSeed },
    origin: { run, trialId },
  }
}

function mistake(what: string, fix: string): UserError {
  return new UserError([{ code: 'bad-option', what, fix }])
}
