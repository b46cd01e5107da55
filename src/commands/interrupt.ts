// The wish to stop, from whichever side it comes: a signal, or a key of the dashboard.

export interface Interrupt {
  readonly signal: AbortSignal
  /** Asks for a stop that keeps what is finished. */
  readonly request: () => void
  /** Listens no more. */
  readonly stop: () => void
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * The first request stops the sweep in an orderly way. Whoever asks again does not want to wait: the signal then has its
 * usual effect, and what is on the disk by then is kept.
 */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController()
  const request = () => {
    if (!controller.signal.aborted) return controller.abort()
    stop()
    process.kill(process.pid, 'SIGINT')
  }
  const stop = () => {
    for (const signal of signals) process.off(signal, onSignal)
  }
  const onSignal = () => request()
  for (const signal of signals) process.on(signal, onSignal)
  return { signal: controller.signal, request, stop }
}
