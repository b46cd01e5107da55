// Loads the datasets that a plan names, and tells how a download is going.
import type { Dataset } from '../data/dataset.js'
import type { DatasetName } from '../data/datasets.js'
import { loadDataset } from '../data/load.js'
import type { Plan } from '../domain/trial.js'
import { printable } from '../report/printable.js'
import type { Context } from './context.js'
import { progressLine } from './download-progress.js'

/** Every dataset of the plan, by name. Throws a UserError where one is nowhere to be had. */
export async function loadDatasets(
  { trials }: Plan,
  dataDir: string | undefined,
  { stderr, env, cwd }: Context,
): Promise<ReadonlyMap<string, Dataset>> {
  const names = new Set(trials.map(({ configuration }) => configuration.dataset as DatasetName))
  const loaded = new Map<string, Dataset>()
  for (const name of names) {
    const progress = progressLine(stderr)
    const dataset = await loadDataset(name, {
      dataDir,
      env,
      cwd,
      onProgress: progress.update,
      onWarning: warning => stderr.write(`warning: ${printable(warning)}\n`),
    }).finally(progress.end)
    loaded.set(name, dataset)
  }
  return loaded
}
