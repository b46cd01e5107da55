// What the dashboard costs on a sweep of 10,000 short trials, as a share of one core: the built program, a window of 120x40,
// events as they come from eight workers with trials of 200 ms. Half of the sweep is told at once; then time is real.
//   node test/dashboard/cost.mjs [seconds a page, 10]
import { PassThrough, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { createView } from '../../dist/dashboard/view.js'
import { loadExperiment } from '../../dist/spec/load.js'
import { expand } from '../../dist/sweep/expand.js'

const seconds = Number(process.argv[2] ?? 10)
const WORKERS = 8
const TRIAL_MS = 200
const EPOCHS = 5

function planOf(configurations, seeds) {
  const rates = Array.from({ length: configurations / 4 }, (_, i) => (0.001 * (1 + i / 1000)).toFixed(7))
  const text = `name: many
dataset: mnist-10k
training: { epochs: ${EPOCHS} }
optimizer: { name: sgd }
sweep:
  model.hidden: [[16], [64]]
  model.activation: [relu, tanh]
  optimizer.learning_rate: [${rates.join(', ')}]
seeds: ${seeds}
`
  return expand(loadExperiment(text, { file: 'many.yaml' }))
}

function* eventsOf(trial, worker, from) {
  const at = part => new Date(from + part * TRIAL_MS)
  const { trialId, index } = trial
  yield { type: 'trial-started', at: at(0), trialId, worker, attempt: 1, fromEpoch: 0 }
  const record = epoch => {
    const accuracy = 0.97 - 0.3 / (epoch + 1) - ((index * 37) % 101) / 5000
    const measured = { loss: 1 - accuracy, accuracy }
    return {
      epoch,
      step: epoch * 250,
      learningRate: 0.001,
      train: measured,
      validation: measured,
      test: null,
      durationS: 0.04,
    }
  }
  for (let epoch = 1; epoch <= EPOCHS; epoch++) {
    const progress = { examplesDone: epoch * 8000, examplesTotal: EPOCHS * 8000 }
    yield { type: 'trial-progressed', at: at(epoch / EPOCHS), trialId, progress }
    yield { type: 'epoch-measured', at: at(epoch / EPOCHS), trialId, record: record(epoch) }
  }
  const last = record(EPOCHS)
  const execution = {
    startedAt: at(0),
    durationS: TRIAL_MS / 1000,
    examplesPerS: 200_000,
    worker,
    attempt: 1,
  }
  const outcome =
    index % 8 === 0 // more than a tenth: the header then says in each frame what they have in common
      ? { status: 'diverged', last: null, error: 'the loss is not finite at epoch 2' }
      : {
          status: 'completed',
          last,
          best: { epoch: EPOCHS, value: last.validation.accuracy },
          epochsDone: EPOCHS,
          weightsSha256: null,
        }
  yield { type: 'trial-ended', at: at(1), trialId, outcome, execution }
}

async function measure(name, plan) {
  let bytes = 0
  const stdout = new Writable({
    write(chunk, _, done) {
      bytes += chunk.length
      done()
    },
  })
  Object.assign(stdout, { isTTY: true, columns: 120, rows: 40 })
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode() {}, ref() {}, unref() {} })
  const clock = { now: () => new Date() }
  const env = { LANG: 'C.UTF-8', TERM: 'xterm-256color' }
  let hear = () => {} // first no one, so that what telling costs can be taken off
  const half = Math.floor(plan.trials.length / 2)
  let next = half
  const lanes = Array.from({ length: WORKERS }, () => [])
  const feed = setInterval(() => {
    const now = Date.now()
    for (const [worker, lane] of lanes.entries()) {
      if (lane.length === 0 && next < plan.trials.length)
        lane.push(...eventsOf(plan.trials[next++], worker, now))
      while (lane.length > 0 && lane[0].at.getTime() <= now) hear(lane.shift())
    }
  }, 20)
  const share = async () => {
    const [cpu, wall] = [process.cpuUsage(), performance.now()]
    await sleep(seconds * 1000)
    const { user, system } = process.cpuUsage(cpu)
    return (user + system) / 10 / (performance.now() - wall)
  }
  await share() // until the code is compiled
  next = half
  const telling = await share()
  const view = await createView('dashboard', {
    stdout,
    stderr: process.stderr,
    stdin,
    env,
    runPath: 'runs/many',
    onInterrupt() {},
    clock,
    classesOf: () => 10,
  })
  const start = Date.now()
  view.update({ type: 'sweep-started', at: new Date(start), plan, workers: WORKERS })
  const before = performance.now()
  for (const trial of plan.trials.slice(0, half))
    for (const event of eventsOf(trial, 0, start)) view.update(event)
  console.log(`${name}: ${half} trials told in ${(performance.now() - before).toFixed(0)} ms`)
  next = half
  for (const lane of lanes) lane.length = 0
  hear = event => view.update(event)
  const run = async (page, ...keys) => {
    for (const key of keys) {
      stdin.write(key)
      await sleep(200)
    }
    await sleep(1500)
    const written = bytes
    const whole = await share()
    const rate = ((bytes - written) / seconds / 1000).toFixed(1)
    console.log(
      `${name}, ${page}: ${(whole - telling).toFixed(1)} % of a core, ${rate} kB/s (${telling.toFixed(1)} % for telling)`,
    )
  }
  await run('ranking')
  await run('filtered and sorted', 's', 's', '/', 'relu !failed', '\r')
  await run('detail', 'G', '\r')
  await run('by axis', 'a')
  clearInterval(feed)
  const wanted = process.memoryUsage()
  console.log(`${name}: ${Math.round(wanted.rss / 1e6)} MB`)
  await view.close()
}

await measure('2,000 configurations, 5 seeds', planOf(2000, 5))
await measure('10,000 configurations, 1 seed', planOf(10_000, 1))
process.exit(0)
