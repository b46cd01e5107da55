// What the manifest of a run says about its making.
import { readFile } from 'node:fs/promises'
import { ARITHMETIC } from '../core/simd.js'
import { type Dataset, factsIn } from '../data/dataset.js'
import type { RunFacts } from '../store/manifest.js'
import { describeProvenance } from '../store/provenance.js'
import type { Context } from './context.js'

export async function runFacts(
  datasets: Iterable<Dataset>,
  workers: number,
  { cwd, commandLine }: Pick<Context, 'cwd' | 'commandLine'>,
): Promise<RunFacts> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(text) as { version: string }
  return {
    provenance: await describeProvenance(cwd),
    version,
    arithmetic: ARITHMETIC,
    commandLine: ['bench', ...commandLine],
    workers,
    datasets: [...datasets].map(dataset => {
      const { name, sha256, foundIn, folder } = dataset
      return {
        name,
        sha256,
        foundIn,
        ...(folder !== undefined && { own: { folder, facts: factsIn(dataset) } }),
      }
    }),
  }
}
