// The parts of the screen as ink components. Each is given a frame and draws whole lines; none has state of its own.
import { Box, Text, Transform } from 'ink'
import { createContext, useContext } from 'react'
import { printable } from '../report/printable.js'
import type { Frame } from './frame.js'
import { captionLine, countsLine, failureLines, footerLine, progressLine, titleLine } from './header.js'
import { rowOf } from './rows.js'
import type { Slots } from './slots.js'
import { workerLines } from './strip.js'
import { rankingLines } from './table.js'
import { fitLine, type Line, span, type Tone } from './text.js'

interface PanelProps {
  readonly frame: Frame
}

export function Header({ frame }: PanelProps) {
  const { sweep, layout, look, stopping, now, runPath, facts } = frame
  const { question } = sweep.plan.experiment
  return (
    <Box flexDirection="column" flexShrink={0}>
      <OneLine line={titleLine(sweep, stopping, look)} />
      {layout.shows.has('question') && <Words text={printable(question ?? '')} frame={frame} />}
      {layout.shows.has('folder') && <Words text={printable(runPath)} tone="faint" frame={frame} />}
      {layout.shows.has('constants') && <Words text={`all: ${facts.constants}`} tone="faint" frame={frame} />}
      {layout.shows.has('gap above') && <Text> </Text>}
      <OneLine line={countsLine(sweep, look)} />
      <OneLine line={progressLine(sweep, now, look)} />
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

function Ranking({ frame }: PanelProps) {
  const { sweep, order, top, extent, layout, look, ui } = frame
  const seen = order.slice(top, top + extent.seen)
  const rows = seen.map(ranked => rowOf(sweep, ranked))
  const { header, body } = rankingLines(sweep, rows, ui.selected, look)
  const part = { first: top + 1, last: top + seen.length, of: order.length }
  return (
    <>
      {layout.shows.has('caption') && <OneLine line={captionLine(sweep, part, look)} />}
      <OneLine line={header} />
      <Lines lines={body} />
    </>
  )
}

const pageTitles = { seeds: 'seeds of a configuration', failures: 'what went wrong', help: 'help' }

function OtherPage({ frame }: PanelProps) {
  const { ui, pageLines, top, extent, layout, look } = frame
  const title = ui.page === 'ranking' ? '' : pageTitles[ui.page]
  const last = Math.min(top + extent.seen, extent.lines)
  const part = last - top < extent.lines ? `  ${top + 1} to ${last} of ${extent.lines}` : ''
  const caption = [span(title, 'strong'), span(part, 'faint'), span('   Esc: back', 'faint')]
  return (
    <>
      {layout.shows.has('caption') && <OneLine line={fitLine(caption, look.width, look.glyphs.ellipsis)} />}
      <Lines lines={pageLines.slice(top, last)} />
    </>
  )
}

/** What must never scroll away: what went wrong, and the keys. */
export function Footer({ frame: { sweep, layout, look, ui, stopping } }: PanelProps) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Lines lines={failureLines(sweep, layout.failureLines, look)} />
      <OneLine line={footerLine(ui, stopping, look)} />
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
