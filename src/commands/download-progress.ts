// How a download is going, for people: one line, redrawn in place at a terminal; elsewhere a line when a file begins.
import type { DownloadProgress } from '../data/download.js'
import type { Output } from '../domain/output.js'
import { printable } from '../report/printable.js'

export interface ProgressLine {
  readonly update: (progress: DownloadProgress) => void
  /** Leaves the last state standing. Harmless where nothing was shown, and a second time. */
  readonly end: () => void
}

/** Time between two redrawings. */
const REDRAW_MS = 100

export function progressLine(output: Output, nowMs: () => number = () => performance.now()): ProgressLine {
  return output.isTTY ? redrawn(output, nowMs) : lineByFile(output)
}

function lineByFile(output: Output): ProgressLine {
  let shown = ''
  return {
    update: ({ url }) => {
      if (url === shown) return
      shown = url
      output.write(`downloading ${printable(url)}\n`)
    },
    end: () => {},
  }
}

function redrawn(output: Output, nowMs: () => number): ProgressLine {
  let last: DownloadProgress | null = null
  let drawnAt = Number.NEGATIVE_INFINITY
  const draw = (progress: DownloadProgress) => {
    const width = (output.columns ?? 80) - 1
    output.write(`\r\x1b[2K${describe(progress).slice(0, width)}`)
    drawnAt = nowMs()
  }
  return {
    update: progress => {
      const isNew = progress.url !== last?.url
      last = progress
      if (isNew || nowMs() - drawnAt >= REDRAW_MS) draw(progress)
    },
    end: () => {
      if (last === null) return
      draw(last) // it may have come too soon to be drawn
      output.write('\n')
      last = null
    },
  }
}

function describe({ file, url, receivedBytes, totalBytes }: DownloadProgress): string {
  const share = totalBytes ? `  ${Math.floor((100 * receivedBytes) / totalBytes)} %` : ''
  return printable(`${file}  ${(receivedBytes / 1e6).toFixed(1)} MB${share}  ${new URL(url).host}`)
}
