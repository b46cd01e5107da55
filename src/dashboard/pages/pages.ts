// Two pages that take the place of the ranking: what went wrong, and help.
import { statuses } from '../../domain/measurement.js'
import { printable } from '../../report/printable.js'
import { columnsOf, pad } from '../../report/table.js'
import { isMeant, isOn, type Key, keyLabel, keys } from '../keys/keys.js'
import type { Manner } from '../keys/manner.js'
import type { Stop } from '../keys/moving.js'
import { fitLine, type Line, type Span, span, type Tone, wrap } from '../lines/text.js'
import { labelOf } from '../model/plan-facts.js'
import type { EndedTrial, Sweep } from '../model/state.js'
import type { Page } from '../model/ui.js'
import type { Look } from './header.js'
import { signHelp, statusMeanings } from './sign-help.js'
import { statusTones } from './table-columns.js'

/** All of each reason, the newest first; `pointed` is the trial under the pointer. */
export function failurePage(
  sweep: Sweep,
  pointed: string | null,
  look: Look,
): { readonly lines: readonly Line[]; readonly stops: readonly Stop[] } {
  if (sweep.failures.length === 0)
    return { lines: [[span('nothing has failed or diverged', 'good')]], stops: [] }
  const lines: Line[] = []
  const stops = sweep.failures.toReversed().map((failure): Stop => {
    const { trialId } = failure.trial
    const own = failureLines(failure, trialId === pointed, look)
    lines.push(...own)
    return { id: trialId, line: lines.length - own.length, lines: own.length }
  })
  return { lines, stops }
}

function failureLines(
  { trial, outcome, execution }: EndedTrial,
  isPointed: boolean,
  { glyphs, facts, width }: Look,
): readonly Line[] {
  const { status } = outcome
  const attempt = (execution.attempt ?? 1) > 1 ? `, attempt ${execution.attempt}` : ''
  const head: Line = [
    span(`${isPointed ? glyphs.pointer : ' '} `, 'strong'),
    span(`${glyphs.status[status]} ${status} `, statusTones[status]),
    span(`${labelOf(trial, facts)} seed ${trial.seed}`, 'strong'),
    span(`  ${trial.trialId}${attempt}`, 'faint'),
  ]
  const error = 'error' in outcome ? outcome.error : ''
  const text = error.split('\n').flatMap(line => wrap(printable(line), width - 4, glyphs.ellipsis))
  return [head, ...text.map(line => [span(`    ${line}`)])].map(line => fitLine(line, width, glyphs.ellipsis))
}

/** The keys of the page that is asked about, those of the others, and what the signs mean. */
export function helpLines(page: Page, manner: Manner, { glyphs, width }: Look): readonly Line[] {
  const explained = (label: string, text: string, tone: Tone = 'strong'): readonly Line[] =>
    explainedLines(span(label, tone), text, { width, glyphs })
  const keyLines = ({ names, help }: Key): readonly Line[] =>
    explained(names.map(name => keyLabel(name, glyphs)).join(' '), help)
  const meant = keys.filter(key => isMeant(key, manner))
  const refused = manner.readOnly === null ? [] : meant.filter(({ acts }) => acts)
  const offered = meant.filter(key => !refused.includes(key))
  const here = offered.filter(key => isOn(key, page)).flatMap(keyLines)
  const elsewhere = offered.filter(key => !isOn(key, page)).flatMap(keyLines)
  const forStatuses = statuses.flatMap(status =>
    explained(glyphs.status[status], `${status}: ${statusMeanings[status]}`, statusTones[status]),
  )
  const titled = (title: string, lines: readonly Line[]): readonly Line[] =>
    lines.length === 0
      ? []
      : [...wrap(title, width, glyphs.ellipsis).map(line => [span(line, 'faint')]), ...lines, []]
  const lines = [
    ...titled('keys of this page', here),
    ...titled('keys of other pages', elsewhere),
    ...titled(
      `keys that do nothing here, for the view is read-only: ${manner.readOnly}`,
      refused.flatMap(keyLines),
    ),
    ...titled('how a trial stands', forStatuses),
    ...titled(
      'signs and words',
      signHelp(glyphs).flatMap(([sign, meaning]) => explained(sign, meaning)),
    ).slice(0, -1),
  ]
  return lines.map(line => fitLine(line, width, glyphs.ellipsis))
}

/** Of the labels of the help. */
const LABEL_WIDTH = 16

/** A label, and beside it what it means, on as many lines as that takes. */
function explainedLines(
  { text: label, tone }: Span,
  text: string,
  { width, glyphs }: Pick<Look, 'width' | 'glyphs'>,
): readonly Line[] {
  const column = Math.max(LABEL_WIDTH, columnsOf(label) + 1)
  const lines = wrap(text, Math.max(1, width - column), glyphs.ellipsis)
  return lines.map((line, i) => [span(pad(i === 0 ? label : '', column), tone), span(line)])
}
