// What this view has asked of the sweep and what the events say has become of it; and what is told of requests that came from
// elsewhere. Pure.
import type { SweepEvent } from '../../domain/events.js'
import type { Request } from '../../domain/requests.js'
import { plural } from '../../report/numbers.js'

export interface Asked {
  /** In the order in which it was asked; no event has answered it yet. */
  readonly pending: readonly Pending[]
  /** Of the latest pause: whether it was asked for here. */
  readonly pausedHere: boolean
}

interface Pending {
  readonly said: string
  readonly request: Request
  /** Of trials that are to be stopped: those that have not ended yet. */
  readonly left: ReadonlySet<string>
}

export const nothingAsked: Asked = { pending: [], pausedHere: false }

export function withRequest(asked: Asked, request: Request, said: string): Asked {
  const left = new Set(request.type === 'stop-trials' ? request.trialIds : [])
  return { ...asked, pending: [...asked.pending, { said, request, left }] }
}

/** How many workers there will be when everything that was asked for has happened. */
export function wantedWorkers({ pending }: Asked, workers: number): number {
  const last = pending.findLast(({ request }) => request.type === 'set-workers')?.request
  return last?.type === 'set-workers' ? last.workers : workers
}

/** The event by which a request is answered. */
const answers: Readonly<Record<Request['type'], SweepEvent['type']>> = {
  pause: 'sweep-paused',
  continue: 'sweep-continued',
  'stop-trials': 'trial-ended',
  'retry-trials': 'trials-reopened',
  'add-seeds': 'plan-grown',
  'set-workers': 'workers-changed',
  stop: 'sweep-ended',
}

/** What is asked for when the event has come, and what is to be told of it; null for nothing. */
export function heard(
  asked: Asked,
  event: SweepEvent,
): { readonly asked: Asked; readonly news: string | null } {
  switch (event.type) {
    case 'sweep-started':
    case 'sweep-ended':
      return { asked: nothingAsked, news: null }
    case 'trial-ended':
      return asked.pending.length === 0 ? { asked, news: null } : stopped(asked, event.trialId)
    case 'sweep-paused': {
      const pausedHere = asked.pending.some(({ request }) => request.type === 'pause')
      return { asked: { ...answered(asked, event), pausedHere }, news: 'paused until it is continued' }
    }
    case 'sweep-continued':
    case 'trials-reopened':
    case 'plan-grown':
    case 'workers-changed':
      return { asked: answered(asked, event), news: newsOf(event) }
    default:
      return { asked, news: null }
  }
}

/** What has changed for all, in plain words; null for what is no news. */
export function newsOf(event: SweepEvent): string | null {
  switch (event.type) {
    case 'sweep-paused':
      return 'paused'
    case 'sweep-continued':
      return 'going on'
    case 'trials-reopened':
      return `${plural(event.trialIds.length, 'trial')} will be trained again`
    case 'plan-grown':
      return `${plural(event.added.length, 'trial')} added: ${event.plan.trials.length} in all`
    case 'workers-changed':
      return `${plural(event.workers, 'worker')} from now on`
    default:
      return null
  }
}

/** The oldest request that the event answers is done. */
function answered(asked: Asked, event: SweepEvent): Asked {
  const done = asked.pending.findIndex(({ request }) => answers[request.type] === event.type)
  return done === -1 ? asked : { ...asked, pending: asked.pending.toSpliced(done, 1) }
}

function stopped(asked: Asked, trialId: string): ReturnType<typeof heard> {
  const at = asked.pending.findIndex(({ left }) => left.has(trialId))
  const before = asked.pending[at]
  if (before === undefined || before.request.type !== 'stop-trials') return { asked, news: null }
  const left = new Set(before.left)
  left.delete(trialId)
  const all = before.request.trialIds.length
  const pending =
    left.size === 0 ? asked.pending.toSpliced(at, 1) : asked.pending.with(at, { ...before, left })
  const news = left.size === 0 ? `${plural(all, 'trial')} stopped` : `stopped ${all - left.size} of ${all}`
  return { asked: { ...asked, pending }, news }
}
