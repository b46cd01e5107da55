// What the commands of the keys do: to the sweep, to files, to the terminal. What has become of a command is told on the last line.
import { printable } from '../../report/printable.js'
import type { Command, SheetFormat } from '../model/commands.js'
import type { Frame } from '../pages/frame.js'
import { repeatWords } from '../pages/repeat.js'
import { sheetOf } from '../pages/sheets.js'
import type { ViewOptions } from '../view.js'
import type { Session } from './session.js'

/** What a command may do to the terminal. */
export interface Hands {
  /** Puts a text on the clipboard. */
  readonly copy: (text: string) => void
  /** Gives the terminal back; harmless when that was done. */
  readonly restore: () => void
  readonly suspend: () => void
}

export class Obeying {
  readonly #session: Session
  readonly #options: ViewOptions
  readonly #hands: Hands

  constructor(session: Session, options: ViewOptions, hands: Hands) {
    this.#session = session
    this.#options = options
    this.#hands = hands
  }

  /** frame: what the key was pressed on. */
  obey(command: Command, frame: Frame): void {
    switch (command.type) {
      case 'interrupt':
        this.interrupt()
        break
      case 'ask':
        this.#ask(command)
        break
      case 'leave':
        this.#leave()
        break
      case 'stop':
        this.#stop()
        break
      case 'say':
        this.#session.say(command.text)
        break
      case 'suspend':
        this.#hands.suspend()
        break
      case 'export':
        void this.#export(command.format, frame)
        break
      case 'copy':
        this.#copy(command.configId, frame)
        break
    }
  }

  interrupt(): void {
    const session = this.#session
    if (this.#options.elsewhere) session.stopping = 'leaving'
    else if (session.stopping === 'no' || session.stopping === 'leaving') session.stopping = 'asked'
    else {
      session.stopping = 'insisted'
      this.#hands.restore() // whoever quits at once may do so without a word to this view
    }
    this.#options.onInterrupt()
  }

  get #hasEnded(): boolean {
    const { state } = this.#session
    return state.type === 'sweep' && state.end !== null
  }

  #leave(): void {
    const { leave, onInterrupt } = this.#options
    if (!this.#hasEnded) this.#session.stopping = 'leaving'
    if (leave === undefined) onInterrupt()
    else leave.yes()
  }

  #ask({ request, said }: Extract<Command, { readonly type: 'ask' }>): void {
    if (this.#hasEnded) this.#session.say('nothing was asked: the sweep has ended meanwhile')
    else {
      this.#session.ask(request, said)
      this.#options.ask?.(request)
    }
  }

  /** Of another process the stop is one request among others. */
  #stop(): void {
    const said = 'stop the sweep'
    if (this.#options.elsewhere)
      this.#session.ask({ type: 'stop' }, said, `asked to ${said}; what is finished is kept`)
    else this.#session.stopping = 'asked'
    this.#options.leave?.stop?.()
  }

  async #export(format: SheetFormat, frame: Frame): Promise<void> {
    const session = this.#session
    const sheet = sheetOf(frame)
    const { save } = this.#options
    if (sheet === null || save === undefined) return session.say('there is nowhere to save a table here')
    try {
      session.say(`saved ${printable(await save(sheet, format))}`)
    } catch (error) {
      session.say(`not saved: ${printable(error instanceof Error ? error.message : String(error))}`)
    }
  }

  #copy(configId: string, { sweep, runPath }: Frame): void {
    const group = sweep.groups.find(candidate => candidate.configId === configId)
    if (group === undefined) return
    const words = repeatWords(sweep.plan.experiment, group.configuration, runPath)
    this.#hands.copy(words.join(' '))
    // Whether the terminal has taken it nobody tells, so it stands there to be selected as well.
    this.#session.say('sent to the clipboard of the terminal:', words)
  }
}
