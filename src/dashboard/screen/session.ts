// What the dashboard knows of a sweep and shows of it: the state that events have made, the pages that keys have opened, what was
// asked, and the frame that follows. Knows neither ink nor timers.
import { availableParallelism } from 'node:os'
import type { SweepEvent } from '../../domain/events.js'
import { mostWorkers, type Request } from '../../domain/requests.js'
import { shellWord } from '../../domain/shell-word.js'
import { printable } from '../../report/printable.js'
import { heard, nothingAsked, withRequest } from '../keys/asked.js'
import { press } from '../keys/keys.js'
import { mannerOf } from '../keys/manner.js'
import type { Glyphs } from '../lines/glyphs.js'
import type { Command } from '../model/commands.js'
import { afterStandstill, initialState, reduce } from '../model/model.js'
import { type PlanFacts, planFacts } from '../model/plan-facts.js'
import { createRankingKeeper, FIRST_RESULTS } from '../model/ranking-keeper.js'
import { createStandstillWatch } from '../model/standstill.js'
import type { State } from '../model/state.js'
import { initialUi } from '../model/ui.js'
import { type Frame, frameOf } from '../pages/frame.js'
import type { Stopping } from '../pages/header.js'
import type { Notice } from '../pages/notice.js'
import { createScales } from '../pages/resources.js'
import type { ViewOptions } from '../view.js'

/** What is typed before there is anything to see; whoever types more than this does not type it for the dashboard. */
const MOST_EARLY = 100

/** What is said to whoever is still there, with what is next. */
export const ENDED = 'the sweep has ended: q leaves'

export class Session {
  /** How often the user has asked to stop, or that the view is being left. */
  stopping: Stopping = 'no'
  /** Something has happened since the last frame was made. */
  hasChanged = true
  /** A key has changed what is shown since the last frame was made. */
  isAwaited = false
  /** Somebody has pressed a key. */
  isRead = false
  readonly #options: ViewOptions
  readonly #glyphs: Glyphs
  #state: State = initialState
  #facts: PlanFacts | null = null
  #ui = initialUi
  #asked = nothingAsked
  /** What the last command or an answer to it had to say, until the next key. */
  #notice: Notice | null = null
  #frame: Frame | null = null
  #early: string[] = []
  readonly #ranking = createRankingKeeper()
  readonly #scales: ReturnType<typeof createScales>
  readonly #standstill: ReturnType<typeof createStandstillWatch>

  constructor(options: ViewOptions, glyphs: Glyphs) {
    this.#options = options
    this.#glyphs = glyphs
    this.#scales = createScales(options)
    this.#standstill = createStandstillWatch(options.clock)
  }

  get state(): State {
    return this.#state
  }

  /** The last that was made; null before the sweep has started. */
  get frame(): Frame | null {
    return this.#frame
  }

  hear(event: SweepEvent): void {
    this.skipStandstill() // before what comes after it
    this.#state = reduce(this.#state, event)
    if (event.type === 'sweep-started' || event.type === 'plan-grown')
      this.#facts = planFacts(event.plan, this.#options.classesOf)
    const { asked, news } = heard(this.#asked, event)
    this.#asked = asked
    if (news !== null) this.say(news)
    if (event.type === 'sweep-ended') this.#hearEnd(event)
    if (event.type === 'trial-ended' && this.#isFirst()) this.isAwaited = true
    this.hasChanged = true
  }

  /** Of a sweep that others train, to whoever has seen it run: the view stays, and nothing else would say what is next. */
  #hearEnd({ isKilled, reason }: Extract<SweepEvent, { readonly type: 'sweep-ended' }>): void {
    const { runPath, elsewhere } = this.#options
    const resume = `bench resume ${printable(shellWord(runPath))}`
    const hasRun = this.#frame !== null && this.#frame.sweep.end === null
    if (isKilled) this.say(`its process has ended before the sweep; to go on: ${resume}`)
    else if (elsewhere && hasRun && reason === 'interrupted')
      this.say(`stopped: what is finished is kept; q leaves; to go on: ${resume}`)
    else if (elsewhere && hasRun) this.say(ENDED)
  }

  #isFirst(): boolean {
    return this.#state.type === 'sweep' && this.#state.counts.completed <= FIRST_RESULTS
  }

  /** Where another process trains, it has not stood still with this one. */
  skipStandstill(): void {
    const ms = this.#standstill.check()
    if (ms > 0 && !this.#options.elsewhere) this.#state = afterStandstill(this.#state, ms)
  }

  /** Somebody waits for it, most likely: it is drawn as soon as what a key changes. */
  say(text: string, command?: Notice['command']): void {
    this.#notice = command === undefined ? { text } : { text, command }
    this.hasChanged = true
    this.isAwaited = true
  }

  ask(request: Request, said: string, notice = `asked to ${said}`): void {
    this.#asked = withRequest(this.#asked, request, said)
    this.say(notice)
  }

  /** What the key of that name asks of the outside, with the frame that it was pressed on; null for nothing. */
  press(name: string): { readonly command: Command; readonly frame: Frame } | 'interrupt' | null {
    this.isRead = true
    // Keys that come faster than frames are drawn act on what the ones before have made, not on what is still on the screen.
    const frame = this.isAwaited ? this.makeFrame() : this.#frame
    if (frame === null) return name === 'ctrl-c' ? 'interrupt' : this.#keep(name)
    const { ui, command } = press(this.#ui, name, frame.reach)
    this.#ui = ui
    this.#notice = null
    this.hasChanged = true
    this.isAwaited = true
    return command === null ? null : { command, frame }
  }

  #keep(name: string): null {
    if (this.#early.length < MOST_EARLY) this.#early.push(name)
    return null
  }

  /**
   * Keys that were pressed before there was anything to see, for the first frame. They open pages and move, but no question is
   * answered unseen.
   */
  *earlyKeys(): Generator<string> {
    for (const name of this.#early.splice(0)) {
      if (this.#ui.prompt !== null && this.#ui.prompt.type !== 'filter') return
      yield name
    }
  }

  /** Whether text that is pasted is text here; elsewhere it would be a storm of keys. */
  get takesText(): boolean {
    return this.#ui.prompt?.type === 'filter'
  }

  /** null before the sweep has started. */
  makeFrame(): Frame | null {
    if (this.#state.type === 'nothing' || this.#facts === null) return null
    const sweep = this.#state
    const { stdout, runPath, clock } = this.#options
    const { arrangement, outdated } = this.#ranking.of(sweep, this.#facts, this.#ui)
    if (outdated) this.hasChanged = true // it is made when its time has come, even if nothing else happens
    this.#frame = frameOf({
      sweep,
      arrangement,
      facts: this.#facts,
      ui: this.#ui,
      stopping: this.stopping,
      manner: mannerOf(this.#options, sweep),
      asked: this.#asked,
      resources: this.#scales.weigh(sweep),
      mostWorkers: Math.max(mostWorkers(availableParallelism()), sweep.workers),
      now: clock.now(),
      size: { columns: stdout.columns || 80, rows: stdout.rows || 24 },
      glyphs: this.#glyphs,
      runPath,
      notice: this.#notice,
    })
    this.#ranking.drawn()
    this.isAwaited = false
    return this.#frame
  }
}
