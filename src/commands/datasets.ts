// Loads the datasets that a plan names, and tells how a download is going.
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import type { Dataset } from '../data/dataset.js'
import { loadDataset } from '../data/load.js'
import { UserError } from '../domain/errors.js'
import { datasetLabel } from '../domain/own-files.js'
import type { Plan } from '../domain/trial.js'
import type { RunManifest } from '../store/manifest.js'
import type { Context } from './context.js'
import { lookUpOptions } from './data-look-up.js'
import { progressLine } from './download-progress.js'

/** Every dataset of the plan, by name; own: those that were read with the experiment. Throws a UserError where one is nowhere to be had. */
export async function loadDatasets(
  { trials }: Plan,
  own: ReadonlyMap<string, Dataset>,
  dataDir: string | undefined,
  context: Context,
): Promise<ReadonlyMap<string, Dataset>> {
  const names = new Set(trials.map(({ configuration }) => configuration.dataset))
  const loaded = new Map<string, Dataset>()
  for (const name of names) loaded.set(name, own.get(name) ?? (await loadOne(name, dataDir, context)))
  return loaded
}

/**
 * The dataset of a run's configuration, from where the run had it. Throws a UserError where files of the user's own are
 * not there any more, or hold something else than they did.
 */
export async function loadDatasetOfRun(
  name: string,
  { datasets }: Pick<RunManifest, 'datasets'>,
  dataDir: string | undefined,
  context: Context,
): Promise<Dataset> {
  const facts = datasets.find(dataset => dataset.name === name)
  const folder =
    facts?.own === undefined ? undefined : resolve(context.cwd, withHome(facts.own.folder, context))
  const dataset = await loadOne(name, dataDir, context, folder)
  const changed = Object.entries(facts?.sha256 ?? {}).filter(
    ([file, sha256]) => dataset.sha256[file] !== sha256,
  )
  if (folder === undefined || changed.length === 0) return dataset
  throw new UserError([
    {
      code: 'data-mismatch',
      what: `${datasetLabel(name)} is not what the run was trained on`,
      why: changed.map(([file, sha256]) => `the SHA-256 of ${file} was ${sha256}`).join('\n'),
      fix: 'put the file back as it was, or run the experiment again',
    },
  ])
}

/** One dataset by its text; folder: what paths of own files are relative to, the working folder by default. */
export async function loadOne(
  name: string,
  dataDir: string | undefined,
  context: Context,
  folder?: string,
): Promise<Dataset> {
  const progress = progressLine(context.stderr)
  const options = { ...lookUpOptions(dataDir, context), folder, onProgress: progress.update }
  return loadDataset(name, options).finally(progress.end)
}

/** Paths in a manifest have ~ for the home folder. */
function withHome(path: string, { env }: Context): string {
  return path.replace(/^~(?=$|[/\\])/, env['HOME'] || homedir())
}
