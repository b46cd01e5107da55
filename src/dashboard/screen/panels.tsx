// The parts of the screen as ink components. Each is given a frame and draws whole lines; none has state of its own.
import { Box, Text, Transform } from 'ink'
import { createContext, useContext } from 'react'
import { printable } from '../../report/printable.js'
import { firstFitting, fitLine, justify, type Line, span, type Tone, widthOf } from '../lines/text.js'
import type { Entry } from '../model/arrangement.js'
import { rowOf } from '../model/rows.js'
import { isRising, sortColumns } from '../model/sorting.js'
import type { Sweep } from '../model/state.js'
import { markLetters } from '../pages/compare-page.js'
import type { Content, Frame } from '../pages/frame.js'
import { captionLine, countsLine, failureLines, progressLine, titleLine } from '../pages/header.js'
import { resourceSpans } from '../pages/resources.js'
import { seedOf } from '../pages/seeds.js'
import { workerLines } from '../pages/strip.js'
import { emptyLines, rankingLines, type TableEntry } from '../pages/table.js'
import { verdictLines } from '../pages/verdict.js'
import type { Slots } from './slots.js'

interface PanelProps {
  readonly frame: Frame
}

export function Header({ frame }: PanelProps) {
  const { sweep, layout, look, now, facts } = frame
  const { question } = sweep.plan.experiment
  return (
    <Box flexDirection="column" flexShrink={0}>
      <OneLine line={titleLine(frame, look)} />
      {layout.shows.has('question') && <Words text={printable(question ?? '')} frame={frame} />}
      {layout.shows.has('folder') && <OneLine line={folderLine(frame)} />}
      {layout.shows.has('constants') && <Words text={`all: ${facts.constants}`} tone="faint" frame={frame} />}
      {layout.shows.has('gap above') && <Text> </Text>}
      <OneLine line={countsLine(frame, look)} />
      <OneLine line={progressLine(sweep, now, look)} />
      {layout.shows.has('verdict') && <OneLine line={verdictLine(frame)} />}
      <Lines lines={workerLines(sweep, layout.workerLines, look)} />
      {layout.shows.has('gap below') && <Text> </Text>}
    </Box>
  )
}

/** The page takes all the height that is left, so that what stands below it stays where it is. */
export function Page({ frame }: PanelProps) {
  const { layout, ui } = frame
  const height = layout.page + (layout.shows.has('caption') ? 1 : 0)
  return (
    <Box flexDirection="column" flexShrink={0} height={height}>
      {ui.page === 'ranking' ? <Ranking frame={frame} /> : <OtherPage frame={frame} />}
    </Box>
  )
}

/** Where the run is kept, and whether there is room for the rest of it. */
function folderLine({ runPath, resources, look: { width, glyphs } }: Frame): Line {
  const path = [span(printable(runPath), 'faint')]
  const rest = resourceSpans(resources)
  const whole = widthOf(path) + widthOf(rest) + 2 <= width
  return whole ? justify(path, rest, width, glyphs.ellipsis) : fitLine(path, width, glyphs.ellipsis)
}

function verdictLine({ sweep, arrangement, facts, look: { width, glyphs } }: Frame): Line {
  return firstFitting(verdictLines(sweep, arrangement, facts, glyphs), width, glyphs.ellipsis)
}

function Ranking({ frame }: PanelProps) {
  const { sweep, arrangement, top, reach, layout, look, ui, facts } = frame
  const seen = arrangement.entries.slice(top, top + reach.seen)
  const entries = seen.map((entry, i) => tableEntry(sweep, entry, arrangement.ids[top + i]!))
  const rising = isRising(ui.sort, sortColumns(facts, sweep.plan.experiment.objective))
  const { header, body } = rankingLines(sweep, entries, {
    ...look,
    selected: ui.selected,
    signs: arrangement.standing.signs,
    letters: new Map(ui.marked.map((configId, i) => [configId, markLetters[i]!])),
    sort: { column: ui.sort.column, rising },
  })
  const part = { first: top + 1, last: top + seen.length }
  return (
    <>
      {layout.shows.has('caption') && (
        <OneLine line={captionLine(sweep, { ui, arrangement, rising }, part, look)} />
      )}
      <OneLine line={header} />
      <Lines lines={body.length > 0 ? body : emptyLines(arrangement, ui, look).slice(0, reach.seen)} />
    </>
  )
}

function tableEntry(sweep: Sweep, { ranked, replicate }: Entry, id: string): TableEntry {
  const row = rowOf(sweep, ranked)
  return { id, row, seed: replicate === null ? null : seedOf(sweep, sweep.groups[ranked.group]!, replicate) }
}

const pageTitles: Readonly<Record<Exclude<Content['page'], 'ranking'>, string>> = {
  axes: 'by axis',
  map: 'by axis',
  detail: 'a configuration',
  compare: 'comparison',
  failures: 'what went wrong',
  help: 'help',
}

function OtherPage({ frame }: PanelProps) {
  const { content, top, reach, layout, look } = frame
  if (content.page === 'ranking') return null
  const last = Math.min(top + reach.seen, reach.lines)
  const part = last - top < reach.lines ? `  ${top + 1} to ${last} of ${reach.lines}` : ''
  const caption = [
    span(pageTitles[content.page], 'strong'),
    span(part, 'faint'),
    span('   Esc: back', 'faint'),
  ]
  return (
    <>
      {layout.shows.has('caption') && <OneLine line={fitLine(caption, look.width, look.glyphs.ellipsis)} />}
      <Lines lines={content.lines.slice(top, last)} />
    </>
  )
}

/** What must never scroll away: what went wrong, and the keys. */
export function Footer({ frame }: PanelProps) {
  const { sweep, layout, look, footer } = frame
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Lines lines={failureLines(sweep, layout.failureLines, look)} />
      <Lines lines={footer} />
    </Box>
  )
}

function Words({ text, tone = 'plain', frame }: PanelProps & { text: string; tone?: Tone }) {
  return <OneLine line={fitLine([span(text, tone)], frame.look.width, frame.look.glyphs.ellipsis)} />
}

function Lines({ lines }: { readonly lines: readonly Line[] }) {
  // A line has no identity but its place on the screen.
  // biome-ignore lint/suspicious/noArrayIndexKey: see above
  return lines.map((line, place) => <OneLine key={place} line={line} />)
}

/** A line is one line high whatever it says, so ink lays out a blank; slots.ts says why. */
function OneLine({ line }: { readonly line: Line }) {
  const slots = useContext(SlotsContext)
  return (
    <Transform transform={() => slots?.hold(line) ?? ''}>
      <Text> </Text>
    </Transform>
  )
}

export const SlotsContext = createContext<Slots | null>(null)
