// Between ink and the screen: ink places slots, one character each, and the lines that belong there are filled in afterwards.
// ink takes a text apart into characters for every frame (50 ms for 120x40, half of a core at ten frames a second) and
// remembers every text it has ever measured; a dashboard that is open for hours beside the training can afford neither.
import { fitLine, type Line, plainText, type Tone } from '../lines/text.js'

export interface Slots {
  /** The character that stands for the line. */
  hold(line: Line): string
  /** The frame with the lines in their places. */
  fill(frame: string): string
}

/** The first of 6,400 characters that mean nothing by themselves (Unicode's private use area). */
const FIRST = 0xe000

export interface SlotOptions {
  /** A line that is longer is cut, whoever made it. */
  readonly width: number
  readonly ellipsis: string
  readonly coloured: boolean
}

/** The slots of one frame. */
export function createSlots({ width, ellipsis, coloured }: SlotOptions): Slots {
  const lines: Line[] = []
  return {
    hold(line) {
      lines.push(fitLine(line, width, ellipsis))
      return String.fromCodePoint(FIRST + lines.length - 1)
    },
    fill: frame =>
      frame
        .split('\n')
        .map(slot => lines[(slot.codePointAt(0) ?? 0) - FIRST] ?? [])
        .map(coloured ? styled : plainText)
        .join('\n'),
  }
}

/**
 * The terminal's own sixteen colours, so that light and dark themes are both readable. Cyan, yellow, magenta and red stay
 * apart for colour-blind eyes; green beside red would not.
 */
const codes: Readonly<Record<Tone, string>> = {
  plain: '',
  strong: '1',
  faint: '2',
  good: '36',
  busy: '33',
  odd: '35',
  bad: '1;31',
}

function styled(line: Line): string {
  return line
    .map(({ text, tone }) => (codes[tone] === '' ? text : `\u001b[${codes[tone]}m${text}\u001b[0m`))
    .join('')
}
