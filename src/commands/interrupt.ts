// The wish to stop, from whichever side it comes: a signal, or a key of the dashboard.

export interface Interrupt {
  readonly signal: AbortSignal
  /** Asks for a stop that keeps what is finished; asked again, stops at once. */
  readonly request: () => void
  /** Asks for a stop that keeps what is finished; asked again, changes nothing. */
  readonly ask: () => void
  /** Listens no more. */
  readonly stop: () => void
}

/**
 * The first request stops the sweep in an orderly way. A person who asks again does not want to wait: the signal then has
 * its usual effect, and what is on the disk by then is kept. SIGTERM and SIGHUP only ask: when a terminal is closed, the
 * system and the shell each send one, and nobody has insisted.
 */
export function listenForInterrupt(onInsisted: () => void): Interrupt {
  const controller = new AbortController()
  const ask = () => controller.abort()
  const request = () => {
    if (!controller.signal.aborted) return ask()
    stop()
    onInsisted()
    process.kill(process.pid, 'SIGINT')
  }
  const listeners = { SIGINT: request, SIGTERM: ask, SIGHUP: ask }
  const stop = () => {
    for (const [signal, listener] of Object.entries(listeners)) process.off(signal, listener)
  }
  for (const [signal, listener] of Object.entries(listeners)) process.on(signal, listener)
  return { signal: controller.signal, request, ask, stop }
}
