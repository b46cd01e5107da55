// `bench data pull`: downloads the datasets that are not on this machine. Progress on stderr, a line a dataset on stdout.
import type { DatasetName } from '../data/datasets.js'
import { loadDataset } from '../data/load.js'
import { type Mistake, UserError } from '../domain/errors.js'
import { printable } from '../report/printable.js'
import type { Context, ExitCode } from './context.js'
import { lookUpOptions } from './data-look-up.js'
import { progressLine } from './download-progress.js'

/** Tries all of them before it throws a UserError for those that could not be had. `mirrors` is for tests. */
export async function dataPull(
  names: readonly DatasetName[],
  { dataDir }: { readonly dataDir?: string | undefined },
  context: Context,
  mirrors?: readonly string[],
): Promise<ExitCode> {
  const mistakes: Mistake[] = []
  for (const name of names) {
    try {
      context.stdout.write(`${await pull(name, dataDir, context, mirrors)}\n`)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      mistakes.push(...error.mistakes)
    }
  }
  if (mistakes.length > 0) throw new UserError(mistakes)
  return 0
}

async function pull(
  name: DatasetName,
  dataDir: string | undefined,
  context: Context,
  mirrors: readonly string[] | undefined,
): Promise<string> {
  const progress = progressLine(context.stderr)
  let downloaded = false
  const dataset = await loadDataset(name, {
    ...lookUpOptions(dataDir, context),
    onProgress: state => {
      downloaded = true
      progress.update(state)
    },
    ...(mirrors !== undefined && { mirrors }),
  }).finally(progress.end)
  return `${name} ${downloaded ? 'was downloaded to' : 'is already here:'} ${printable(dataset.foundIn)}`
}
