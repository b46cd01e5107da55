// What has just been done, or has happened: in full, on as many lines as that takes.
import { printable } from '../../report/printable.js'
import { columnsOf, cut } from '../../report/table.js'
import { hanging } from '../../report/wrap.js'
import { shellLines } from './repeat.js'

export interface Notice {
  readonly text: string
  /** The parts of a command that stands behind the text, to be selected with the mouse and pasted. */
  readonly command?: readonly string[]
}

export interface NoticeRoom {
  readonly width: number
  /** More lines are left out, with a sign. */
  readonly lines: number
  readonly ellipsis: string
}

/** A command begins a line of its own where its first part has no room behind the text. */
export function noticeLines(notice: Notice, { width, lines: most, ellipsis }: NoticeRoom): readonly string[] {
  const lines = allLines(notice, width)
  if (lines.length <= most) return lines
  const last = cut(lines.slice(most - 1).join(' '), width, ellipsis)
  return [...lines.slice(0, most - 1), last].slice(0, most)
}

function allLines({ text, command = [] }: Notice, width: number): readonly string[] {
  const said = printable(text)
  const [first, ...others] = command.map(printable)
  if (first === undefined) return hanging(said, width)
  const behind = `${said} ${first}`
  return columnsOf(behind) <= width - 2
    ? shellLines([behind, ...others], width)
    : [...hanging(said, width), ...shellLines([first, ...others], width)]
}
