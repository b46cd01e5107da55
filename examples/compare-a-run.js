// @ts-check
// A run folder read back: which configuration is best, which cannot be told apart from it, and the curve of one trial.
//
//   node examples/compare-a-run.js [folder of runs]      looks at the last of them; runs by default
import { listRuns, rankRun, readEpochs, readRun, UserError } from 'mlp-bench'

/** @param {number} share */
const percent = share => (100 * share).toFixed(2)

/**
 * What a configuration says, by its paths: `optimizer.learning_rate` and so on.
 * @param {object} part
 * @returns {[path: string, value: string][]}
 */
function valuesOf(part, prefix = '') {
  return Object.entries(part).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? valuesOf(value, `${prefix}${key}.`)
      : [[`${prefix}${key}`, JSON.stringify(value)]],
  )
}

/**
 * Names configurations by what they differ in, so that no two have the same name.
 * @param {readonly object[]} configurations
 */
function namesOf(configurations) {
  const all = configurations.map(configuration => new Map(valuesOf(configuration)))
  const paths = [...new Set(all.flatMap(values => [...values.keys()]))]
  const varying = paths.filter(path => new Set(all.map(values => values.get(path))).size > 1)
  return all.map(values => {
    const own = varying.filter(path => values.has(path))
    return own.map(path => `${path} ${values.get(path)}`).join(', ') || 'the only configuration'
  })
}

/** @param {string} runsDir */
async function compare(runsDir) {
  const last = (await listRuns(runsDir)).at(-1)
  if (last === undefined) return console.log(`${runsDir} holds no runs; run-a-sweep.js ${runsDir} makes one`)
  const run = await readRun(last.path)
  const { split, metric } = run.manifest.experiment.objective
  console.log(`${run.name}: ${run.trials.length} trials, ranked by ${split} ${metric}`)

  const ranked = await rankRun(run)
  const names = namesOf(ranked.map(({ configuration }) => configuration))
  /** @param {number} value */
  const shown = value => (metric === 'accuracy' ? `${percent(value)} %` : value.toFixed(4))
  for (const [i, { rank, tied, objective }] of ranked.entries()) {
    if (objective === null) continue // not a single trial of it was completed
    const { mean, halfWidth, n } = objective
    const interval = halfWidth === null ? '' : ` +- ${shown(halfWidth)}`
    console.log(
      `${tied === null ? '?' : tied ? '=' : ' '} ${rank}  ${shown(mean)}${interval} of ${n} ${n === 1 ? 'seed' : 'seeds'}  ${names[i]}`,
    )
  }

  const [first] = run.trials
  if (first === undefined) return console.log('no trial of it has ended yet')
  const epochs = await readEpochs(run, first.trial.trialId)
  const curve = epochs.map(({ validation }) => (validation === null ? '-' : percent(validation.accuracy)))
  console.log(`validation accuracy of ${first.trial.trialId} by epoch: ${curve.join(' ')} %`)
}

try {
  await compare(process.argv[2] ?? 'runs')
} catch (error) {
  // What is wrong with files and experiments is a UserError: every mistake, and what to do about it.
  if (!(error instanceof UserError)) throw error
  for (const { what, fix = '' } of error.mistakes) console.error(what, fix)
  process.exitCode = 2
}
