// The terminal's alternate screen: entered, painted, and left again however the process ends. ink lays a frame out as
// text; this file puts it on the screen, writing only the lines that changed and each at its own place. So nothing
// scrolls, nothing flickers and nothing is erased first, whatever was on the screen before.
import type { Output } from '../../domain/output.js'

const ESC = '\u001b'
/** With ?2004 the terminal marks what is pasted, so that it is not taken for keys. */
const ENTER = `${ESC}[?1049h${ESC}[?25l${ESC}[?2004h${ESC}[2J`
const LEAVE = `${ESC}[?2004l${ESC}[?25h${ESC}[?1049l`
/** The terminal shows what comes between these two at once, if it can; others ignore them. */
const BEGIN = `${ESC}[?2026h`
const END = `${ESC}[?2026l`

export interface Screen {
  /** Shows the frame's lines from the top of the window on. Does nothing while the screen is left. */
  paint(frame: string): void
  /** What is on the screen is not known any more: the next frame is painted whole. */
  forget(): void
  enter(): void
  /** Puts the text on the clipboard of terminals that allow it (OSC 52), also over ssh; others ignore it. */
  copy(text: string): void
  /** Restores the terminal; harmless when it has been left. */
  leave(): void
}

export function createScreen(stdout: Output): Screen {
  let entered = false
  let shown: readonly string[] | null = null
  return {
    paint(frame) {
      if (!entered) return
      const lines = frame.split('\n')
      const changes = shown === null ? whole(lines) : difference(shown, lines)
      shown = lines
      if (changes !== '') stdout.write(BEGIN + changes + END)
    },
    forget() {
      shown = null
    },
    enter() {
      if (entered) return
      entered = true
      shown = null
      stdout.write(ENTER)
    },
    copy(text) {
      if (entered) stdout.write(`${ESC}]52;c;${Buffer.from(text).toString('base64')}\u0007`)
    },
    leave() {
      if (!entered) return
      entered = false
      stdout.write(LEAVE)
    },
  }
}

function whole(lines: readonly string[]): string {
  return `${ESC}[2J${lines.map((line, i) => at(i, line)).join('')}`
}

function difference(before: readonly string[], after: readonly string[]): string {
  const changed = Array.from({ length: Math.max(before.length, after.length) }, (_, i) =>
    before[i] === after[i] ? '' : at(i, after[i] ?? ''),
  )
  return changed.join('')
}

/** The line is emptied before it is written: after a line that fills the window, erasing would take its last character. */
function at(index: number, line: string): string {
  return `${ESC}[${index + 1};1H${ESC}[0m${ESC}[2K${line}`
}
