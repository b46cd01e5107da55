// npm run notebooks: makes docs/notebooks.md from runs, and trains what there is no run of.
//
//   npm run notebooks                        takes the runs of runs/, trains the others into it
//   npm run notebooks -- <run folders>       takes these runs and no others; trains nothing
//   options: --workers N, --runs-dir FOLDER, --out FILE
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { UserError } from 'mlp-bench'
import { readFigures } from './figures.js'
import { type Measured, measuredOf } from './measured.js'
import { notebooksPage } from './page.js'
import { foundOrTrained, givenRuns, WrongRun } from './runs.js'
import { loadSystems } from './systems.js'
import { workedFigures } from './worked.js'

const FOLDER = 'experiments/notebooks'

async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      workers: { type: 'string' },
      'runs-dir': { type: 'string', default: 'runs' },
      out: { type: 'string', default: 'docs/notebooks.md' },
    },
  })
  const figures = await readFigures(FOLDER)
  const systems = await loadSystems(FOLDER, figures)
  const runs =
    positionals.length > 0
      ? await givenRuns(systems, positionals)
      : await foundOrTrained(systems, {
          runsDir: values['runs-dir'],
          ...(values.workers !== undefined && { workers: Number(values.workers) }),
          say: console.error,
        })
  const measured: Record<string, Measured> = {}
  for (const system of systems) {
    const run = runs.get(system)
    if (run !== undefined) measured[system.name] = await measuredOf(run)
  }
  await writeFile(values.out, notebooksPage({ systems, measured, worked: workedFigures(figures) }))
  console.error(`wrote ${values.out}`)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof UserError || error instanceof WrongRun)) throw error
  const lines =
    error instanceof UserError
      ? error.mistakes.map(({ what, fix = '' }) => `${what} ${fix}`)
      : [error.message]
  for (const line of lines) console.error(line)
  process.exitCode = 2
}
