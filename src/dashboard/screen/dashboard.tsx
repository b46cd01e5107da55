// The live dashboard: the terminal, the keyboard and the clock of what session.ts knows and shows.
// Imports ink, so view.ts imports this file only when the dashboard is wanted.
import { EventEmitter } from 'node:events'
import { render } from 'ink'
import type { SweepEvent } from '../../domain/events.js'
import { type Glyphs, glyphsFor } from '../lines/glyphs.js'
import type { State } from '../model/state.js'
import type { Frame } from '../pages/frame.js'
import { finalLines } from '../pages/summary.js'
import type { View, ViewOptions } from '../view.js'
import { App } from './app.js'
import { createDrawingPace, FRAME_MS } from './drawing-pace.js'
import { Obeying } from './obeying.js'
import { createScreen, type Screen } from './screen.js'
import { ENDED, Session } from './session.js'
import { createSlots, type Slots } from './slots.js'

/** Times and forecasts go on between events. */
const CLOCK_MS = 1000

/** onBroken: the dashboard itself failed and has restored the terminal; state is what has happened so far. */
export function createDashboard(
  options: ViewOptions,
  onBroken: (error: unknown, state: State) => void,
): View {
  const dashboard = new Dashboard(options, onBroken)
  dashboard.open()
  return dashboard
}

class Dashboard implements View {
  readonly #options: ViewOptions
  readonly #onBroken: (error: unknown, state: State) => void
  readonly #screen: Screen
  readonly #session: Session
  readonly #obeying: Obeying
  readonly #glyphs: Glyphs
  readonly #pace = createDrawingPace()
  /** When the last frame was drawn, by the clock of the sweep. */
  #drawnAt = 0
  #slots: Slots | null = null
  #ink: ReturnType<typeof render> | null = null
  #timer: NodeJS.Timeout | undefined
  /** Aborted when there is no dashboard any more, or nobody who could leave it. */
  readonly #over = new AbortController()
  #closed = false

  constructor(options: ViewOptions, onBroken: (error: unknown, state: State) => void) {
    this.#options = options
    this.#onBroken = onBroken
    this.#glyphs = glyphsFor(options.env)
    this.#screen = createScreen(options.stdout)
    this.#session = new Session(options, this.#glyphs)
    const copy = (text: string) => this.#screen.copy(text)
    const suspend = () => this.#suspend()
    this.#obeying = new Obeying(this.#session, options, { copy, restore: this.#restore, suspend })
  }

  open(): void {
    const { stdin, stderr, stdout } = this.#options
    this.#screen.enter()
    process.on('exit', this.#restore)
    process.on('uncaughtExceptionMonitor', this.#restore)
    process.on('SIGCONT', this.#resume)
    stdout.on('resize', this.#resized)
    stdin.on('close', this.#orphaned)
    this.#ink = render(this.#tree(null), {
      stdout: this.#canvas() as unknown as NodeJS.WriteStream,
      stdin: stdin as unknown as NodeJS.ReadStream,
      stderr: stderr as unknown as NodeJS.WriteStream,
      // ink then hands over each frame as it is and leaves the terminal to screen.ts.
      debug: true,
      exitOnCtrlC: false,
      patchConsole: false,
    })
    this.#ink.waitUntilExit().catch(error => this.#broken(error))
    this.#timer = setInterval(() => this.#tick(), FRAME_MS).unref()
  }

  update(event: SweepEvent): void {
    this.#session.hear(event)
  }

  /** Who was seen at the keyboard is perhaps reading; where nobody was, whatever started this waits for its end. */
  async untilLeft(signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, this.#over.signal])
    if (!this.#session.isRead || either.aborted) return
    this.#session.say(ENDED)
    await new Promise(resolve => either.addEventListener('abort', resolve, { once: true }))
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#shut()
    const { state, stopping } = this.#session
    if (state.type === 'nothing') return
    const { stdout, runPath, elsewhere = false } = this.#options
    const lines = finalLines(state, {
      runPath,
      left: elsewhere ? state.end === null : stopping === 'leaving',
      glyphs: this.#glyphs,
      width: stdout.columns || Infinity,
    })
    await new Promise<void>(resolve => stdout.write(lines.map(line => `${line}\n`).join(''), () => resolve()))
  }

  #tree(frame: Frame | null) {
    const { width, glyphs } = frame?.look ?? { width: 0, glyphs: this.#glyphs }
    const coloured = !this.#options.env['NO_COLOR']
    this.#slots = createSlots({ width, ellipsis: glyphs.ellipsis, coloured })
    return (
      <App
        frame={frame}
        slots={this.#slots}
        keys={this.#options.stdin.isTTY === true}
        onKey={this.#pressed}
        onPaste={this.#pasted}
        onUnmount={this.#restore}
      />
    )
  }

  /** What ink takes for the terminal: one column of slots, which are filled and painted. */
  #canvas(): EventEmitter {
    const write = (frame: string) => {
      if (this.#session.frame !== null && this.#slots !== null) this.#screen.paint(this.#slots.fill(frame))
      return true
    }
    return Object.assign(new EventEmitter(), { write, columns: 1 })
  }

  #tick(): void {
    this.#session.skipStandstill()
    const now = this.#options.clock.now().getTime()
    const { hasChanged, isAwaited } = this.#session
    if (this.#pace.isTime(isAwaited) && (hasChanged || Math.abs(now - this.#drawnAt) >= CLOCK_MS))
      this.#draw()
  }

  #draw(): void {
    if (this.#closed) return
    this.#session.hasChanged = false
    this.#drawnAt = this.#options.clock.now().getTime()
    try {
      this.#pace.measure(() => {
        const frame = this.#session.makeFrame()
        if (frame !== null) this.#ink?.rerender(this.#tree(frame))
      })
      for (const name of this.#session.earlyKeys()) this.#pressed(name)
    } catch (error) {
      this.#broken(error)
    }
  }

  readonly #pressed = (name: string): void => {
    const asked = this.#session.press(name)
    if (asked === 'interrupt') this.#obeying.interrupt()
    else if (asked !== null) this.#obeying.obey(asked.command, asked.frame)
    if (this.#session.isAwaited && this.#pace.isFree()) this.#draw()
  }

  readonly #pasted = (text: string): void => {
    if (!this.#session.takesText) this.#session.say('what was pasted was left out: it is text, not keys')
    else for (const character of text.trim()) this.#pressed(character === ' ' ? 'space' : character)
  }

  #suspend(): void {
    if (process.platform === 'win32') return // there is no such thing
    this.#restore()
    this.#rawMode(false)
    process.kill(0, 'SIGTSTP') // the whole job, so that the shell gets the terminal back whatever has started this process
  }

  /** Also after a stop that came from outside: the shell has had the terminal, and nothing is known of its modes. */
  readonly #resume = (): void => {
    if (this.#closed || this.#session.stopping === 'insisted') return
    this.#rawMode(false)
    this.#rawMode(true)
    this.#screen.leave()
    this.#screen.enter()
    this.#resized()
  }

  #rawMode(on: boolean): void {
    const stdin = this.#options.stdin as { setRawMode?: (on: boolean) => void }
    if (this.#options.stdin.isTTY) stdin.setRawMode?.(on)
  }

  /** Nobody should look at what the terminal has made of the old frame: the next one does not rest. */
  readonly #resized = (): void => {
    this.#screen.forget()
    this.#session.hasChanged = true
    this.#session.isAwaited = true
    if (this.#pace.isFree()) this.#draw()
  }

  readonly #restore = (): void => this.#screen.leave()

  readonly #orphaned = (): void => this.#over.abort()

  /** A mistake of the dashboard must not cost a sweep: the terminal is restored, and something simpler takes over. */
  #broken(error: unknown): void {
    if (this.#closed) return
    this.#shut()
    this.#onBroken(error, this.#session.state)
  }

  #shut(): void {
    this.#closed = true
    this.#over.abort()
    clearInterval(this.#timer)
    this.#ink?.unmount()
    this.#screen.leave()
    process.off('exit', this.#restore)
    process.off('uncaughtExceptionMonitor', this.#restore)
    process.off('SIGCONT', this.#resume)
    this.#options.stdout.off('resize', this.#resized)
    this.#options.stdin.off('close', this.#orphaned)
  }
}
