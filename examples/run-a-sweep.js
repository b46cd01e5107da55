// @ts-check
// A question with several answers: every combination, every seed, in parallel, with its events as they happen.
//
//   node examples/run-a-sweep.js [folder]      keeps the run in that folder, for compare-a-run.js and bench show
import { planExperiment, runExperiment } from 'mlp-bench'

const plan = await planExperiment({
  name: 'width-by-library',
  question: 'Does a wider layer help, on a few thousand digits?',
  dataset: 'mnist-10k',
  model: { activation: 'relu' },
  training: { epochs: 3, batch_size: 64 },
  sweep: { 'model.hidden': [[8], [32]], 'optimizer.learning_rate': [0.001, 0.01] },
  seeds: 2,
})
console.log(`${plan.trials.length} trials`)

const [, , runsDir] = process.argv
const run = runExperiment(plan, runsDir === undefined ? {} : { runsDir })
const trials = new Map(plan.trials.map(trial => [trial.trialId, trial]))

for await (const event of run) {
  if (event.type !== 'trial-ended') continue
  const { configuration, seed } = /** @type {import('mlp-bench').Trial} */ (trials.get(event.trialId))
  const what = `${configuration.model.hidden} units, learning rate ${configuration.optimizer.learning_rate}, seed ${seed}`
  const { outcome } = event
  if (outcome.status !== 'completed') {
    console.log(`${what}: ${outcome.status}`)
    continue
  }
  const accuracy = outcome.last.validation?.accuracy ?? Number.NaN
  console.log(`${what}: ${(100 * accuracy).toFixed(2)} % after ${event.execution.durationS.toFixed(1)} s`)
}
if (run.folder !== null) console.log(`kept in ${run.folder}`)
