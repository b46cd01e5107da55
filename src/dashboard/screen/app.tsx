// The root of the ink tree: a picture of the frame it is given, and the names of the keys that are pressed. It has no
// state and no timers; dashboard.tsx decides when it is drawn.
import { Box, type Key as InkKey, useInput } from 'ink'
import { useLayoutEffect, useRef } from 'react'
import type { Frame } from '../pages/frame.js'
import { Footer, Header, Page, SlotsContext } from './panels.js'
import type { Slots } from './slots.js'

export interface AppProps {
  /** null before the sweep has started. */
  readonly frame: Frame | null
  readonly slots: Slots
  /** Whether there is a keyboard to listen to. */
  readonly keys: boolean
  readonly onKey: (name: string) => void
  /** Text that was pasted: no keys, whatever is in it. */
  readonly onPaste: (text: string) => void
  /** ink takes the tree down: at the end, after an error, or because a signal ends the process. */
  readonly onUnmount: () => void
}

export function App({ frame, slots, keys, onKey, onPaste, onUnmount }: AppProps) {
  const pasted = useRef<string | null>(null)
  useInput(
    (input, key) => {
      if (key.ctrl && input === 'c') pasted.current = null // where the terminal has forgotten to say that it ends
      for (const part of input === '' ? [''] : input.split(PASTE_MARKS)) {
        if (part === PASTE_BEGINS) pasted.current = ''
        else if (part === PASTE_ENDS) {
          onPaste(pasted.current ?? '')
          pasted.current = null
        } else if (pasted.current !== null) pasted.current += part.replaceAll(/\p{Cc}+/gu, ' ')
        else for (const name of namesOf(part, key)) onKey(name)
      }
    },
    { isActive: keys },
  )
  useLayoutEffect(() => onUnmount, [onUnmount])
  if (frame === null) return null
  return (
    <SlotsContext value={slots}>
      <Box flexDirection="column" height={frame.layout.height}>
        <Header frame={frame} />
        <Page frame={frame} />
        <Footer frame={frame} />
      </Box>
    </SlotsContext>
  )
}

/** As ink reports them: without the escape before them. */
const PASTE_BEGINS = '[200~'
const PASTE_ENDS = '[201~'
const PASTE_MARKS = /(\[20[01]~)/

/** The names of the table of keys for what ink reports; several when keys came faster than they were read. */
function namesOf(input: string, key: InkKey): readonly string[] {
  for (const [property, name] of Object.entries(special)) if (key[property as keyof InkKey]) return [name]
  if (key.ctrl) return [`ctrl-${input}`]
  return [...input].map(character => characters[character] ?? controlName(character))
}

/** A letter typed with Ctrl, among others that came in one piece with it, is no text: `\u0015` is ctrl-u. */
function controlName(character: string): string {
  const code = character.codePointAt(0)!
  return code > 0 && code <= 26 ? `ctrl-${String.fromCodePoint(code + 96)}` : character
}

const characters: Readonly<Record<string, string>> = {
  ' ': 'space',
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u007f': 'backspace',
  '\b': 'backspace',
}

const special: Partial<Record<keyof InkKey, string>> = {
  upArrow: 'up',
  downArrow: 'down',
  leftArrow: 'left',
  rightArrow: 'right',
  pageUp: 'pageup',
  pageDown: 'pagedown',
  home: 'home',
  end: 'end',
  return: 'enter',
  escape: 'escape',
  tab: 'tab',
  backspace: 'backspace',
  // What the key above Enter sends is called so by ink.
  delete: 'backspace',
}
