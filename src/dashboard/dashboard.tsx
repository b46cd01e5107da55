// The live dashboard: hears events, keeps the model and what is shown of it, and draws at most ten frames a second.
// Imports ink, so view.ts imports this file only when the dashboard is wanted.
import { EventEmitter } from 'node:events'
import { availableParallelism } from 'node:os'
import { render } from 'ink'
import type { SweepEvent } from '../domain/events.js'
import { printable } from '../report/printable.js'
import { App } from './app.js'
import { heard, nothingAsked, withRequest } from './asked.js'
import type { Command, SheetFormat } from './commands.js'
import { type Frame, frameOf, type Given } from './frame.js'
import { type Glyphs, glyphsFor } from './glyphs.js'
import type { Stopping } from './header.js'
import { press } from './keys.js'
import { mannerOf } from './manner.js'
import { afterStandstill, initialState, reduce } from './model.js'
import { type PlanFacts, planFacts } from './plan-facts.js'
import { createRankingKeeper } from './ranking-keeper.js'
import { repeatCommand } from './repeat.js'
import { bytesToCome, type Resources } from './resources.js'
import { createScreen, type Screen } from './screen.js'
import { sheetOf } from './sheets.js'
import { createSlots, type Slots } from './slots.js'
import { createStandstillWatch } from './standstill.js'
import type { State, Sweep } from './state.js'
import { finalLines } from './summary.js'
import { initialUi } from './ui.js'
import type { View, ViewOptions } from './view.js'

const FRAME_MS = 100
/** Of the time, drawing takes no more than one part in this many, unless someone presses keys. */
const DRAWING_SHARE = 160
/** Times and forecasts go on between events. */
const CLOCK_MS = 1000
/** On a machine so busy that drawing takes long, a frame comes in any case. */
const SLOWEST_MS = 2000
/** Between two looks at memory and disk. */
const WEIGHING_MS = 5000
/** More than the machine has cores may help a little, where trials wait for memory; many more never do. */
const WORKERS_PER_CORE = 2

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
  #asked = nothingAsked
  /** What the last command or an answer to it had to say, until the next key. */
  #notice: string | null = null
  /** A key has changed what is shown since the last frame was made. */
  #pending = false
  readonly #standstill: ReturnType<typeof createStandstillWatch>
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
  #resources: Resources = { memoryBytes: null, freeBytes: null, bytesToCome: 0 }
  #weighedAt = Number.NEGATIVE_INFINITY
  /** How long it took; of the last two the smaller, because the machine has other things to do. */
  #drawingMs: readonly [number, number] = [0, 0]
  #ink: ReturnType<typeof render> | null = null
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(options: ViewOptions, onBroken: (error: unknown, state: State) => void) {
    this.#options = options
    this.#onBroken = onBroken
    this.#screen = createScreen(options.stdout)
    this.#standstill = createStandstillWatch(options.clock)
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
    this.#skipStandstill() // before what comes after it
    this.#state = reduce(this.#state, event)
    if (event.type === 'sweep-started' || event.type === 'plan-grown') this.#facts = planFacts(event.plan)
    const { asked, news } = heard(this.#asked, event)
    this.#asked = asked
    if (news !== null) this.#say(news)
    this.#changed = true
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#shut()
    if (this.#state.type === 'nothing') return
    const { stdout, runPath, elsewhere = false } = this.#options
    const lines = finalLines(this.#state, {
      runPath,
      left: elsewhere ? this.#state.end === null : this.#stopping === 'leaving',
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
        onPaste={this.#pasted}
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

  /** Where another process trains, it has not stood still with this one. */
  #skipStandstill(): void {
    const ms = this.#standstill.check()
    if (ms > 0 && !this.#options.elsewhere) this.#state = afterStandstill(this.#state, ms)
  }

  #tick(): void {
    this.#skipStandstill()
    const now = this.#options.clock.now().getTime()
    const rest = this.#pending ? FRAME_MS : Math.min(...this.#drawingMs) * DRAWING_SHARE
    // A timer comes a little early or late: half a frame makes no difference.
    const isTime = performance.now() - this.#framedAt >= Math.min(rest, SLOWEST_MS) - FRAME_MS / 2
    if (isTime && (this.#changed || Math.abs(now - this.#drawnAt) >= CLOCK_MS)) this.#draw()
  }

  #draw(): void {
    if (this.#closed) return
    const now = this.#options.clock.now()
    this.#changed = false
    this.#drawnAt = now.getTime()
    this.#framedAt = performance.now()
    try {
      const frame = this.#makeFrame(now)
      if (frame !== null) this.#ink?.rerender(this.#tree(frame))
      this.#drawingMs = [this.#drawingMs[1], performance.now() - this.#framedAt]
    } catch (error) {
      this.#broken(error)
    }
  }

  /** null before the sweep has started. */
  #makeFrame(now: Date): Frame | null {
    if (this.#state.type === 'nothing' || this.#facts === null) return null
    this.#frame = frameOf(this.#given(this.#state, this.#facts, now))
    this.#pending = false
    return this.#frame
  }

  #given(sweep: Sweep, facts: PlanFacts, now: Date): Given {
    const { stdout, runPath } = this.#options
    const size = { columns: stdout.columns || 80, rows: stdout.rows || 24 }
    const { arrangement, outdated } = this.#ranking.of(sweep, facts, this.#ui)
    if (outdated) this.#changed = true // it is made when its time has come, even if nothing else happens
    return {
      sweep,
      arrangement,
      facts,
      ui: this.#ui,
      stopping: this.#stopping,
      manner: mannerOf(this.#options, sweep),
      asked: this.#asked,
      resources: this.#weigh(sweep),
      mostWorkers: Math.max(availableParallelism() * WORKERS_PER_CORE, sweep.workers),
      now,
      size,
      glyphs: this.#glyphs,
      runPath,
      notice: this.#notice,
    }
  }

  /** Now and then: it walks through all configurations and asks the system. */
  #weigh(sweep: Sweep): Resources {
    const now = performance.now()
    if (now - this.#weighedAt < WEIGHING_MS) return this.#resources
    this.#weighedAt = now
    const { elsewhere, freeBytes } = this.#options
    this.#resources = {
      memoryBytes: elsewhere ? null : process.memoryUsage.rss(),
      freeBytes: freeBytes?.() ?? null,
      bytesToCome: bytesToCome(sweep),
    }
    return this.#resources
  }

  readonly #pressed = (name: string): void => {
    // Keys that come faster than frames are drawn act on what the ones before have made, not on what is still on the screen.
    const frame = this.#pending ? this.#makeFrame(this.#options.clock.now()) : this.#frame
    if (frame === null) {
      if (name === 'ctrl-c') this.#interrupt()
      return
    }
    const { ui, command } = press(this.#ui, name, frame.reach)
    this.#ui = ui
    this.#notice = null
    this.#changed = true
    this.#pending = true
    if (command !== null) this.#obey(command, frame)
    if (performance.now() - this.#framedAt >= FRAME_MS) this.#draw()
  }

  /** Into the text of the filter; anywhere else it would be a storm of keys. */
  readonly #pasted = (text: string): void => {
    if (this.#ui.prompt?.type !== 'filter') this.#say('what was pasted was left out: it is text, not keys')
    else for (const character of text.trim()) this.#pressed(character === ' ' ? 'space' : character)
  }

  #obey(command: Command, frame: Frame): void {
    switch (command.type) {
      case 'interrupt':
        this.#interrupt()
        break
      case 'ask':
        this.#asked = withRequest(this.#asked, command.request, command.said)
        this.#say(`asked to ${command.said}`)
        this.#options.ask?.(command.request)
        break
      case 'leave':
        this.#stopping = 'leaving'
        this.#options.leave?.yes()
        break
      case 'stop':
        this.#stop()
        break
      case 'say':
        this.#say(command.text)
        break
      case 'suspend':
        this.#suspend()
        break
      case 'export':
        void this.#export(command.format, frame)
        break
      case 'copy':
        this.#copy(command.configId, frame)
        break
    }
  }

  async #export(format: SheetFormat, frame: Frame): Promise<void> {
    const sheet = sheetOf(frame)
    const { save } = this.#options
    if (sheet === null || save === undefined) return this.#say('there is nowhere to save a table here')
    try {
      this.#say(`saved ${printable(await save(sheet, format))}`)
    } catch (error) {
      this.#say(`not saved: ${printable(error instanceof Error ? error.message : String(error))}`)
    }
  }

  #copy(configId: string, { sweep, runPath }: Frame): void {
    const group = sweep.groups.find(candidate => candidate.configId === configId)
    if (group === undefined) return
    const command = repeatCommand(sweep.plan.experiment, group.configuration, runPath)
    this.#screen.copy(command)
    this.#say(`sent to the clipboard of the terminal: ${printable(command)}`)
  }

  #say(notice: string): void {
    this.#notice = notice
    this.#changed = true
  }

  /** Of another process the stop is one request among others. */
  #stop(): void {
    if (this.#options.elsewhere) {
      this.#asked = withRequest(this.#asked, { type: 'stop' }, 'stop the sweep')
      this.#say('asked to stop the sweep; what is finished is kept')
    } else this.#stopping = 'asked'
    this.#options.leave?.stop?.()
  }

  #interrupt(): void {
    if (this.#options.elsewhere) this.#stopping = 'leaving'
    else if (this.#stopping === 'no' || this.#stopping === 'leaving') this.#stopping = 'asked'
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
