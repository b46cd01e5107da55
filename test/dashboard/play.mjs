// Plays recorded events into a view of the built program, in a real terminal. Started by the tests:
//   node play.mjs <events.json> [hold] [stop] [stubborn] [crash] [leave] [watch] [ticking] [late] [slow]
// hold: stays open before the last event; stop: ends cleanly on SIGINT and SIGTERM; stubborn: does not end for the first of
// them; crash: throws while it is open; leave: may be left running; watch: only looks on, at a sweep of another process;
// ticking: the clock goes on from the last event; late: the last event comes when the player gets SIGUSR2. What is asked for is
// done, as a sweep would; slow: it pauses, and stops trials, when the player gets SIGUSR2.
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createView } from '../../dist/dashboard/view.js'

const [file, ...how] = process.argv.slice(2)
const events = JSON.parse(readFileSync(file, 'utf8'), (key, value) =>
  key === 'at' || key === 'startedAt' ? new Date(value) : value,
)
const stopping = new AbortController()
let interrupts = 0
function stop() {
  interrupts++
  if (interrupts > 1) process.exit(130)
  if (!how.includes('stubborn')) stopping.abort()
}
if (how.includes('stop')) for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop)

/** Resolves with the next SIGUSR2. */
const told = () => new Promise(resolve => process.once('SIGUSR2', resolve))

const last = events.pop()
const opened = Date.now()
const clock = { now: () => (how.includes('ticking') ? new Date(+last.at + Date.now() - opened) : last.at) }
const { env, stdin, stdout, stderr } = process
const runPath = 'runs/width-20261121-160405'
const save = async ({ name, rows }, format) => `${name}.${format} with ${rows.length} rows`
const { plan } = events[0]
const hear = event => view.update({ at: clock.now(), ...event })

const isSlow = ({ type }) => how.includes('slow') && ['pause', 'stop-trials'].includes(type)

/** What a sweep tells when it does as it is asked. */
function obey(request) {
  switch (request.type) {
    case 'pause':
      hear({ type: 'sweep-paused' })
      for (const { trialId } of plan.trials) hear({ type: 'trial-interrupted', trialId })
      break
    case 'continue':
      hear({ type: 'sweep-continued' })
      break
    case 'stop-trials': {
      const execution = { startedAt: last.at, durationS: 0, examplesPerS: 0, worker: 0, attempt: 1 }
      const outcome = { status: 'cancelled', reason: 'stopped by hand' }
      for (const trialId of request.trialIds) hear({ type: 'trial-ended', trialId, outcome, execution })
      break
    }
    case 'retry-trials':
      hear({ type: 'trials-reopened', trialIds: request.trialIds })
      break
    case 'add-seeds': {
      const first = request.configIds.flatMap(id => plan.trials.find(({ configId }) => configId === id))
      const added = first.flatMap(trial =>
        Array.from({ length: request.count }, (_, i) => ({
          ...trial,
          seed: 2 + i,
          trialId: `${trial.trialId}-${i}`,
        })),
      )
      plan.trials.push(...added)
      hear({ type: 'plan-grown', plan, added: added.map(({ trialId }) => trialId) })
      break
    }
    case 'set-workers':
      hear({ type: 'workers-changed', workers: request.workers })
      break
  }
}

const leave = { afterwards: 'it goes on in the background', yes: () => stopping.abort('left'), stop }
const manner = how.includes('watch')
  ? { elsewhere: true, readOnly: 'the run is over', leave: { ...leave, stop: undefined } }
  : {
      ask: request => void (isSlow(request) ? told() : sleep(0)).then(() => obey(request)),
      ...(how.includes('leave') ? { leave } : {}),
    }
const view = await createView('auto', {
  stdout,
  stderr,
  stdin,
  env,
  runPath,
  onInterrupt: stop,
  clock,
  save,
  ...manner,
})
for (const event of events) view.update(event)
const crash = () => {
  throw new Error('deliberate crash')
}
if (how.includes('crash')) setTimeout(crash, 300)
if (how.includes('hold')) await sleep(600_000, null, { signal: stopping.signal }).catch(() => {})
if (how.includes('late')) await told()
view.update(stopping.signal.aborted ? { ...last, at: clock.now(), reason: 'interrupted' } : last)
const wasStopped = stopping.signal.aborted
await view.untilLeft?.(stopping.signal)
await view.close()
if (stopping.signal.reason === 'left') console.log('left running')
process.exitCode = wasStopped && stopping.signal.reason !== 'left' ? 130 : 0
