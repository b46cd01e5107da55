// Plays recorded events into a view of the built program, in a real terminal. Started by the tests:
//   node play.mjs <events.json> [hold] [stop] [stubborn] [crash]
// hold: stays open before the last event; stop: ends cleanly on SIGINT and SIGTERM; stubborn: does not end for the first of
// them; crash: throws while it is open.
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

const last = events.pop()
const clock = { now: () => last.at }
const { env, stdin, stdout, stderr } = process
const runPath = 'runs/width-20261121-160405'
const save = async ({ name, rows }, format) => `${name}.${format} with ${rows.length} rows`
const view = await createView('auto', { stdout, stderr, stdin, env, runPath, onInterrupt: stop, clock, save })
for (const event of events) view.update(event)
const crash = () => {
  throw new Error('deliberate crash')
}
if (how.includes('crash')) setTimeout(crash, 300)
if (how.includes('hold')) await sleep(600_000, null, { signal: stopping.signal }).catch(() => {})
view.update(stopping.signal.aborted ? { ...last, reason: 'interrupted' } : last)
await view.close()
process.exitCode = stopping.signal.aborted ? 130 : 0
