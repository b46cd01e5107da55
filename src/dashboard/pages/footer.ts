// The end of the screen: what is asked, what has just been done, or which keys there are. One line, but where words would be cut.
import { printable } from '../../report/printable.js'
import { columnsOf } from '../../report/table.js'
import { isMeant, isOn, keyLabel, keys, type Reach } from '../keys/keys.js'
import type { Manner } from '../keys/manner.js'
import { askOf } from '../keys/prompts.js'
import { firstFitting, fitLine, justify, type Line, span, type Tone, widthOf } from '../lines/text.js'
import type { Arrangement } from '../model/arrangement.js'
import type { Page, Prompt, Ui } from '../model/ui.js'
import type { Look, Stopping } from './header.js'
import { type Notice, noticeLines } from './notice.js'

export interface FooterOptions {
  readonly ui: Ui
  readonly stopping: Stopping
  readonly notice: Notice | null
  readonly arrangement: Arrangement
  readonly reach: Pick<Reach, 'manner' | 'asking'>
}

export function footerLines(options: FooterOptions, look: Look): readonly Line[] {
  const { ui, stopping, notice, reach } = options
  const { width, glyphs } = look
  if (ui.prompt?.type === 'filter') return filterLines(ui.prompt, options, look)
  if (ui.prompt !== null) return [promptLine(ui.prompt, options, look)]
  if (stopping !== 'no')
    return [fitLine([span(...stoppingWords(stopping, reach.manner))], width, glyphs.ellipsis)]
  if (notice !== null) {
    const room = { width, lines: mostLines(look), ellipsis: glyphs.ellipsis }
    return noticeLines(notice, room).map(text => [span(text)])
  }
  return [keysLine(ui.page, reach, look)]
}

/** The page keeps most of the window. */
function mostLines({ rows }: Look): number {
  return Math.max(1, Math.floor(rows / 3) - 1)
}

function stoppingWords(stopping: Exclude<Stopping, 'no'>, { afterwards }: Manner): Parameters<typeof span> {
  if (stopping === 'leaving') return [`leaving: ${afterwards}`, 'odd']
  const hint = stopping === 'asked' ? 'Ctrl-C again quits at once' : 'quitting'
  return [`stopping: what is finished is kept; ${hint}`, 'odd']
}

/** Every question has one form: what is asked, what is good to know, which keys answer; each ends as a sentence does. */
function promptLine(
  prompt: Exclude<Prompt, { readonly type: 'filter' }>,
  options: FooterOptions,
  look: Look,
): Line {
  switch (prompt.type) {
    case 'confirm': {
      const { question, note, key } = prompt
      return answersLine(question, note, [`${key} or y: yes, Esc: no`, 'y: yes, Esc: no', 'y/n'], look)
    }
    case 'leave':
      return answersLine(
        'leave it running?',
        '',
        [
          `y: ${prompt.afterwards}, n: stop and keep what is finished, Esc: stay`,
          'y: leave, n: stop and keep what is finished, Esc: stay',
          'y: leave, n: stop, Esc: stay',
        ],
        look,
      )
    case 'number':
      return numberLine(prompt, options, look)
  }
}

type PromptOf<T extends Prompt['type']> = Extract<Prompt, { readonly type: T }>

function numberLine(prompt: PromptOf<'number'>, { reach }: FooterOptions, { width, glyphs }: Look): Line {
  const ask = askOf(prompt, reach)
  const title = prompt.of === 'seeds' ? 'how many more seeds? ' : 'how many workers? '
  const text = [span(title, 'strong'), span(prompt.text), span('_  ', 'strong')]
  const refused = typeof ask === 'string'
  const says = refused ? span(ask, 'odd') : span(ask.question)
  const answers = refused ? ['Esc: no'] : ['Enter: yes, Esc: no', 'Enter: yes']
  const lines = answers.map(words => [...text, says, span(`${ending(says.text)} ${words}`)])
  return firstFitting([...lines, [...text, says]], width, glyphs.ellipsis)
}

/** Beside what is typed, what it finds: how many rows, what is wrong with it, or which of its values no row has. */
function filterLines(
  { text: typed, before }: PromptOf<'filter'>,
  { arrangement: { mistake, unmet, shown, all } }: FooterOptions,
  look: Look,
): readonly Line[] {
  const { width, glyphs } = look
  const text = [span('filter ', 'strong'), span(printable(typed)), span('_', 'strong')]
  const room = Math.max(20, width - widthOf(text) - 2)
  const beside = (words: readonly string[], tone: Tone) => {
    const right = words.map(some => [span(printable(some), tone)])
    return justify(text, firstFitting(right, room, glyphs.ellipsis), width, glyphs.ellipsis)
  }
  if (typed === '' && before !== '') return [beside(untouchedTexts(before, glyphs), 'faint')]
  if (mistake === null && unmet === null) return [beside(foundTexts(shown, all), 'faint')]
  const wrong = mistake !== null ? [mistake] : [`no configuration ${unmet}`, `none ${unmet}`]
  const lines = mostLines(look) - 1
  // Where no row is left, the page says why.
  const isRoomy = wrong.some(words => columnsOf(printable(words)) <= room)
  if (isRoomy || shown === 0 || lines === 0) return [beside(wrong, 'odd')]
  const above = noticeLines({ text: wrong[0]! }, { width, lines, ellipsis: glyphs.ellipsis })
  return [...above.map(line => [span(line, 'odd')]), fitLine(text, width, glyphs.ellipsis)]
}

function foundTexts(shown: number, all: number): readonly string[] {
  const count = `${shown} of ${all}`
  return [`${count}. Enter: keep, Esc: as before, Tab: complete`, `${count}. Enter: keep`, count]
}

/** The one before holds until something is typed. */
function untouchedTexts(before: string, { up }: Look['glyphs']): readonly string[] {
  const answers = `Enter: all rows, ${up}: change it, Esc: keep it`
  return [`now ${printable(before)}. ${answers}`, answers, 'Enter: all rows']
}

/** A question with its answers, in as many words as there is room for; the note gives way first, the question last. */
function answersLine(
  question: string,
  note: string,
  answers: readonly string[],
  { width, glyphs }: Look,
): Line {
  const noted = note === '' ? [] : answers.map(words => [` ${note}.`, words] as const)
  const lines = [...noted, ...answers.map(words => ['', words] as const)].map(([said, words]) => [
    span(question, 'strong'),
    span(`${said} ${words}`),
  ])
  const fitting = lines.find(line => widthOf(line) <= width)
  if (fitting !== undefined) return fitting
  const last = answers.at(-1)!
  return [
    ...fitLine([span(question, 'strong')], Math.max(0, width - last.length - 1), glyphs.ellipsis),
    ...fitLine([span(` ${last}`)], width, glyphs.ellipsis),
  ]
}

/** The stop that a sentence lacks. */
function ending(sentence: string): string {
  return /[.?]$/.test(sentence) ? '' : '.'
}

/** As many keys of the page as fit, less those that would be refused; the last two always. */
function keysLine(
  page: Page,
  { manner, asking }: Pick<Reach, 'manner' | 'asking'>,
  { width, glyphs }: Look,
): Line {
  const here = keys.filter(
    key =>
      key.word !== undefined &&
      isOn(key, page) &&
      isMeant(key, manner) &&
      (asking.refusal === null || key.acts === undefined),
  )
  const words = [...new Set(here.map(({ word }) => word!))]
  const always = words.slice(-2)
  const line = (separator: string, some: readonly string[]): Line =>
    some.flatMap((word, i) => {
      const labels = here.filter(key => key.word === word).map(({ names }) => keyLabel(names[0]!, glyphs))
      return [span(`${i === 0 ? '' : separator}${labels.join(' ')} `, 'strong'), span(word, 'faint')]
    })
  const fewer = words.map((_, left) => line('  ', [...words.slice(0, words.length - 2 - left), ...always]))
  return firstFitting([line('   ', words), ...fewer.slice(0, words.length - 1)], width, glyphs.ellipsis)
}
