// Two pages that take the place of the ranking: what went wrong, and help.
import { statuses } from '../../domain/measurement.js'
import { printable } from '../../report/printable.js'
import { columnsOf, pad } from '../../report/table.js'
import { isMeant, isOn, type Key, keyLabel, keys } from '../keys/keys.js'
import type { Manner } from '../keys/manner.js'
import { fitLine, type Line, type Span, span, type Tone, wrap } from '../lines/text.js'
import { labelOf } from '../model/plan-facts.js'
import type { Sweep } from '../model/state.js'
import type { Page } from '../model/ui.js'
import type { Look } from './header.js'
import { statusTones } from './table-columns.js'

/** All of each reason, in the order in which it happened. */
export function failurePageLines(sweep: Sweep, { glyphs, facts, width }: Look): readonly Line[] {
  if (sweep.failures.length === 0) return [[span('nothing has failed or diverged', 'good')]]
  return sweep.failures.flatMap(({ trial, outcome, execution }) => {
    const { status } = outcome
    const attempt = (execution.attempt ?? 1) > 1 ? `, attempt ${execution.attempt}` : ''
    const head: Line = [
      span(`${glyphs.status[status]} ${status} `, statusTones[status]),
      span(`${labelOf(trial, facts)} seed ${trial.seed}`, 'strong'),
      span(`  ${trial.trialId}${attempt}`, 'faint'),
    ]
    const error = 'error' in outcome ? outcome.error : ''
    const text = error.split('\n').flatMap(line => wrap(printable(line), width - 4, glyphs.ellipsis))
    return [head, ...text.map(line => [span(`    ${line}`)])].map(line =>
      fitLine(line, width, glyphs.ellipsis),
    )
  })
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
    explained(glyphs.status[status], `${status}: ${statusHelp[status]}`, statusTones[status]),
  )
  const marks: readonly (readonly [string, string])[] = [
    [glyphs.pointer, 'the configuration that Enter opens'],
    ['A B C', 'marked, to be compared; the letters of the curves'],
    ['=', 'cannot be told apart from the best (paired t-test on shared seeds, 5 %, Holm)'],
    ['?', 'not known yet: it shares fewer than two completed seeds with the best'],
    [glyphs.plusMinus, 'half of the 95 % interval of the mean (Student), from two completed seeds on'],
    ['best', "mean of each completed trial's best epoch"],
    ['~97.31 3/10', 'provisional: a running trial after epoch 3 of 10; part of no mean'],
    ['curve', 'the objective by epoch, mean of the completed trials; one scale for the rows on the screen'],
    ['filter', 'activation=relu hidden=64,128 learning_rate<=0.01 accuracy>97% !failed running tied marked'],
    ['', 'all words have to hold; a word that is no name is looked for in the values; Tab completes'],
    ['matched settings', 'by axis: only what every compared value has completed, with the same seeds'],
  ]
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
      marks.flatMap(([mark, help]) => explained(mark, help)),
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

const statusHelp: Readonly<Record<(typeof statuses)[number], string>> = {
  waiting: 'not started yet',
  running: 'being trained',
  completed: 'trained to its end, which with patience may come early',
  pruned: 'stopped early because of the others',
  diverged: 'the loss was not finite; a finding, and never a number',
  failed: 'went wrong for a reason outside the experiment',
  cancelled: 'stopped by hand; r trains it again',
}
