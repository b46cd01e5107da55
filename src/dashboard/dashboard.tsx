// The live dashboard: hears events, keeps the model and what is shown of it, and draws at most ten frames a second.
// Imports ink, so view.ts imports this file only when the dashboard is wanted.
import { EventEmitter } from 'node:events'
import { render } from 'ink'
import type { SweepEvent } from '../domain/events.js'
import { App } from './app.js'
import { type Frame, frameOf, type Given } from './frame.js'
import { type Glyphs, glyphsFor } from './glyphs.js'
import type { Stopping } from './header.js'
import { type Command, initialUi, press } from './keys.js'
import { initialState, reduce } from './model.js'
import { type PlanFacts, planFacts } from './plan-facts.js'
import { createRankingKeeper } from './ranking-keeper.js'
import { createScreen, type Screen } from './screen.js'
import { createSlots, type Slots } from './slots.js'
import type { State, Sweep } from './state.js'
import { finalLines } from './summary.js'
import type { View, ViewOptions } from './view.js'

const FRAME_MS = 100
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
  #state: State = initialState
  #ui = initialUi
  #stopping: Stopping = 'no'
  readonly #ranking = createRankingKeeper()
  #facts: PlanFacts | null = null
  #frame: Frame | null = null
  readonly #coloured: boolean
  readonly #glyphs: Glyphs
  #slots: Slots | null = null
  #changed = true
  /** When the last frame was drawn: by the clock of the sweep, and by one that is never set back. */
  #drawnAt = 0
  #framedAt = 0
  #ink: ReturnType<typeof render> | null = null
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(options: ViewOptions, onBroken: (error: unknown, state: State) => void) {
    this.#options = options
    this.#onBroken = onBroken
    this.#screen = createScreen(options.stdout)
    this.#coloured = !options.env['NO_COLOR']
    this.#glyphs = glyphsFor(options.env)
  }

  open(): void {
    const { stdin, stderr, stdout } = this.#options
    this.#screen.enter()
    process.on('exit', this.#restore)
    process.on('uncaughtExceptionMonitor', this.#restore)
    process.on('SIGCONT', this.#resume)
    stdout.on('resize', this.#resized)
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
    this.#state = reduce(this.#state, event)
    if (event.type === 'sweep-started') this.#facts = planFacts(event.plan)
    this.#changed = true
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#shut()
    if (this.#state.type === 'nothing') return
    const { stdout, runPath } = this.#options
    const lines = finalLines(this.#state, {
      runPath,
      glyphs: this.#glyphs,
      width: stdout.columns || Infinity,
    })
    await new Promise<void>(resolve => stdout.write(lines.map(line => `${line}\n`).join(''), () => resolve()))
  }

  #tree(frame: Frame | null) {
    const { width, glyphs } = frame?.look ?? { width: 0, glyphs: this.#glyphs }
    this.#slots = createSlots({ width, ellipsis: glyphs.ellipsis, coloured: this.#coloured })
    return (
      <App
        frame={frame}
        slots={this.#slots}
        keys={this.#options.stdin.isTTY === true}
        onKey={this.#pressed}
        onUnmount={this.#restore}
      />
    )
  }

  /** What ink takes for the terminal: one column of slots, which are filled and painted. */
  #canvas(): EventEmitter {
    const write = (frame: string) => {
      if (this.#frame !== null && this.#slots !== null) this.#screen.paint(this.#slots.fill(frame))
      return true
    }
    return Object.assign(new EventEmitter(), { write, columns: 1 })
  }

  #tick(): void {
    const now = this.#options.clock.now().getTime()
    if (this.#changed || Math.abs(now - this.#drawnAt) >= CLOCK_MS) this.#draw()
  }

  #draw(): void {
    if (this.#closed || this.#state.type === 'nothing' || this.#facts === null) return
    const now = this.#options.clock.now()
    this.#changed = false
    this.#drawnAt = now.getTime()
    this.#framedAt = performance.now()
    try {
      this.#frame = frameOf(this.#given(this.#state, this.#facts, now))
      this.#ink?.rerender(this.#tree(this.#frame))
    } catch (error) {
      this.#broken(error)
    }
  }

  #given(sweep: Sweep, facts: PlanFacts, now: Date): Given {
    const { stdout, runPath } = this.#options
    const size = { columns: stdout.columns || 80, rows: stdout.rows || 24 }
    const { ranking, outdated } = this.#ranking.of(sweep)
    if (outdated) this.#changed = true // it is made when its time has come, even if nothing else happens
    return {
      sweep,
      ranking,
      facts,
      ui: this.#ui,
      stopping: this.#stopping,
      now,
      size,
      glyphs: this.#glyphs,
      runPath,
    }
  }

  readonly #pressed = (name: string): void => {
    const { ui, command } = press(this.#ui, name, this.#frame?.extent ?? { lines: 0, seen: 0, order: [] })
    this.#ui = ui
    this.#changed = true
    if (command !== null) this.#obey(command)
    if (performance.now() - this.#framedAt >= FRAME_MS) this.#draw()
  }

  #obey(command: Command): void {
    if (command === 'suspend') this.#suspend()
    else this.#interrupt()
  }

  #interrupt(): void {
    if (this.#stopping === 'no') this.#stopping = 'asked'
    else {
      this.#stopping = 'insisted'
      this.#restore() // whoever quits at once may do so without a word to this view
    }
    this.#options.onInterrupt()
  }

  #suspend(): void {
    if (process.platform === 'win32') return // there is no such thing
    this.#restore()
    this.#rawMode(false)
    process.kill(0, 'SIGTSTP') // the whole job, so that the shell gets the terminal back whatever has started this process
  }

  /** Also after a stop that came from outside: the shell has had the terminal, and nothing is known of its modes. */
  readonly #resume = (): void => {
    if (this.#closed || this.#stopping === 'insisted') return
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

  readonly #resized = (): void => {
    this.#screen.forget()
    this.#changed = true
  }

  readonly #restore = (): void => this.#screen.leave()

  /** A mistake of the dashboard must not cost a sweep: the terminal is restored, and something simpler takes over. */
  #broken(error: unknown): void {
    if (this.#closed) return
    this.#shut()
    this.#onBroken(error, this.#state)
  }

  #shut(): void {
    this.#closed = true
    clearInterval(this.#timer)
    this.#ink?.unmount()
    this.#screen.leave()
    process.off('exit', this.#restore)
    process.off('uncaughtExceptionMonitor', this.#restore)
    process.off('SIGCONT', this.#resume)
    this.#options.stdout.off('resize', this.#resized)
  }
}
