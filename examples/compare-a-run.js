// @ts-check
// A run folder read back: which configuration is best, which cannot be told apart from it, and the curve of one trial.
//
//   node examples/compare-a-run.js [folder of runs]      looks at the last of them; runs by default
import { listRuns, rankRun, readEpochs, readRun, UserError } from 'mlp-bench'

/** @param {number} share */
const percent = share => (100 * share).toFixed(2)

/** @param {string} runsDir */
async function compare(runsDir) {
  const last = (await listRuns(runsDir)).at(-1)
  if (last === undefined) return console.log(`${runsDir} holds no runs; run-a-sweep.js ${runsDir} makes one`)
  const run = await readRun(last.path)
  const { split, metric } = run.manifest.experiment.objective
  console.log(`${run.name}: ${run.trials.length} trials, ranked by ${split} ${metric}`)

  for (const { rank, tied, configuration, objective } of await rankRun(run)) {
    if (objective === null) continue // not a single trial of it was completed
    const { mean, halfWidth, n } = objective
    const interval = halfWidth === null ? '' : ` +- ${percent(halfWidth)}`
    const network = `${configuration.model.hidden} units, learning rate ${configuration.optimizer.learning_rate}`
    console.log(`${tied ? '=' : ' '} ${rank}  ${percent(mean)}${interval} % of ${n} seeds  ${network}`)
  }

  const [first] = run.trials
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
