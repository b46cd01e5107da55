// The last line of the screen: what is asked, what has just been done, or which keys there are.
import { printable } from '../../report/printable.js'
import { isMeant, isOn, keyLabel, keys, type Reach } from '../keys/keys.js'
import type { Manner } from '../keys/manner.js'
import { askOf } from '../keys/prompts.js'
import { firstFitting, fitLine, justify, type Line, span, widthOf } from '../lines/text.js'
import type { Arrangement } from '../model/arrangement.js'
import type { Page, Prompt, Ui } from '../model/ui.js'
import type { Look, Stopping } from './header.js'

export interface FooterOptions {
  readonly ui: Ui
  readonly stopping: Stopping
  readonly notice: string | null
  readonly arrangement: Arrangement
  readonly reach: Reach
}

export function footerLine(options: FooterOptions, look: Look): Line {
  const { ui, stopping, notice, reach } = options
  const { width, glyphs } = look
  if (ui.prompt !== null) return promptLine(ui.prompt, options, look)
  if (stopping !== 'no')
    return fitLine([span(...stoppingWords(stopping, reach.manner))], width, glyphs.ellipsis)
  if (notice !== null) return fitLine([span(notice)], width, glyphs.ellipsis)
  return keysLine(ui.page, reach, look)
}

function stoppingWords(stopping: Exclude<Stopping, 'no'>, { afterwards }: Manner): Parameters<typeof span> {
  if (stopping === 'leaving') return [`leaving: ${afterwards}`, 'odd']
  const hint = stopping === 'asked' ? 'Ctrl-C again quits at once' : 'quitting'
  return [`stopping: what is finished is kept; ${hint}`, 'odd']
}

function promptLine(prompt: Prompt, { arrangement, reach }: FooterOptions, look: Look): Line {
  const { width, glyphs } = look
  switch (prompt.type) {
    case 'confirm':
      return answersLine(prompt.question, [`${prompt.key} or y: yes   any other key: no`, 'y/n'], look)
    case 'leave':
      return answersLine(
        'leave it running?',
        [
          `y: ${prompt.afterwards}   n: stop and keep what is finished   Esc: stay`,
          'y: leave   n: stop, keep what is finished   Esc: stay',
          'y: leave  n: stop  Esc: stay',
        ],
        look,
      )
    case 'number': {
      const ask = askOf(prompt, reach)
      const title = prompt.of === 'seeds' ? 'how many more seeds? ' : 'how many workers? '
      const text = [span(title, 'strong'), span(prompt.text), span('_  ', 'strong')]
      const says = typeof ask === 'string' ? span(ask, 'odd') : span(ask.question)
      const keysToo = [...text, says, span('  Enter Esc', 'faint')]
      return firstFitting([keysToo, [...text, says]], width, glyphs.ellipsis)
    }
    case 'filter': {
      const { mistake, shown, all } = arrangement
      const right =
        mistake === null
          ? span(`${shown} of ${all}  Enter Esc Tab`, 'faint')
          : span(printable(mistake), 'odd')
      const text = [span('filter ', 'strong'), span(printable(prompt.text)), span('_', 'strong')]
      const end = fitLine([right], Math.max(20, width - widthOf(text) - 2), glyphs.ellipsis)
      return justify(text, end, width, glyphs.ellipsis)
    }
  }
}

/** A question with its answers, in as many words as there is room for; the question gives way. */
function answersLine(question: string, answers: readonly string[], { width, glyphs }: Look): Line {
  const lines = answers.map(words => [span(`${question} `, 'strong'), span(words)])
  const fitting = lines.find(line => widthOf(line) <= width)
  if (fitting !== undefined) return fitting
  const last = answers.at(-1)!
  return [
    ...fitLine([span(question, 'strong')], Math.max(0, width - last.length - 1), glyphs.ellipsis),
    ...fitLine([span(` ${last}`)], width, glyphs.ellipsis),
  ]
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
