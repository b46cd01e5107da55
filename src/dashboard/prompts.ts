// What keys do while the last line of the screen asks something: a yes or no, or the text of the filter.
import type { Pressed, Reach } from './keys.js'
import type { Prompt, Ui } from './ui.js'

export function answer(ui: Ui, prompt: Prompt, name: string, reach: Reach): Pressed {
  if (prompt.type === 'filter') return { ui: edited(ui, prompt, name, reach), command: null }
  const yes = name === 'y' || name === prompt.key
  return { ui: { ...ui, prompt: null }, command: yes ? prompt.yes : null }
}

/** Rows follow the text while it is typed. Enter keeps it, Esc brings back the one before. */
function edited(ui: Ui, prompt: Extract<Prompt, { type: 'filter' }>, name: string, { complete }: Reach): Ui {
  const withText = (text: string): Ui => ({ ...ui, prompt: { ...prompt, text }, filter: text.trim() })
  switch (name) {
    case 'enter':
      return { ...ui, prompt: null }
    case 'escape':
      return { ...ui, prompt: null, filter: prompt.before }
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
