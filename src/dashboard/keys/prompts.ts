// What keys do while the last line of the screen asks something: a yes or no, a number, or the text of the filter.

import type { Command } from '../model/commands.js'
import type { Prompt, Ui } from '../model/ui.js'
import type { Ask } from './asking.js'
import type { Pressed, Reach } from './keys.js'

export function answer(ui: Ui, prompt: Prompt, name: string, reach: Reach): Pressed {
  switch (prompt.type) {
    case 'filter':
      return { ui: edited(ui, prompt, name, reach), command: null }
    case 'number':
      return numbered(ui, prompt, name, reach)
    case 'leave': {
      const command: Command | null =
        name === 'y' ? { type: 'leave' } : name === 'n' ? { type: 'stop' } : null
      return { ui: { ...ui, prompt: null }, command }
    }
    case 'confirm': {
      const yes = name === 'y' || name === prompt.key
      return { ui: { ...ui, prompt: null }, command: yes ? prompt.yes : null }
    }
  }
}

type PromptOf<T extends Prompt['type']> = Extract<Prompt, { readonly type: T }>

/** What Enter would ask for. */
export function askOf(
  { of, text, rows }: PromptOf<'number'>,
  { asking }: Pick<Reach, 'asking'>,
): Ask | string {
  const count = text === '' ? Number.NaN : Number(text)
  return of === 'seeds' ? asking.addSeeds(rows, count) : asking.setWorkers(count)
}

/** What is asked for is said beside the number while it is typed, so that Enter is the yes. */
function numbered(ui: Ui, prompt: PromptOf<'number'>, name: string, reach: Reach): Pressed {
  const withText = (text: string): Pressed => ({ ui: { ...ui, prompt: { ...prompt, text } }, command: null })
  if (name === 'escape') return { ui: { ...ui, prompt: null }, command: null }
  if (name === 'enter') {
    const ask = askOf(prompt, reach)
    return typeof ask === 'string'
      ? { ui, command: null }
      : { ui: { ...ui, prompt: null }, command: { type: 'ask', request: ask.request, said: ask.said } }
  }
  if (name === 'backspace') return withText(prompt.text.slice(0, -1))
  if (name === 'ctrl-u') return withText('')
  return /^\d$/.test(name) && prompt.text.length < MOST_DIGITS
    ? withText(prompt.text + name)
    : { ui, command: null }
}

const MOST_DIGITS = 4

/** Rows follow the text while it is typed. Enter keeps it, Esc brings back the one before, and `up` puts that into an empty field. */
function edited(ui: Ui, prompt: PromptOf<'filter'>, name: string, { complete, mistake }: Reach): Ui {
  const withText = (text: string): Ui =>
    text === prompt.text ? ui : { ...ui, prompt: { ...prompt, text }, filter: text.trim() }
  switch (name) {
    case 'enter':
      return mistake === null ? { ...ui, prompt: null, filter: prompt.text.trim() } : ui
    case 'escape':
      return { ...ui, prompt: null, filter: prompt.before }
    case 'up':
      return prompt.text === '' ? withText(prompt.before) : ui
    case 'backspace':
      return withText([...prompt.text].slice(0, -1).join(''))
    case 'ctrl-u':
      return withText('')
    case 'tab':
      return withText(complete(prompt.text))
    case 'space':
      return withText(`${prompt.text} `)
    default:
      return [...name].length === 1 ? withText(prompt.text + name) : ui
  }
}
