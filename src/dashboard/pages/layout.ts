// Which parts of the screen there is room for. The frame is always a line shorter than the window.

export interface Size {
  readonly columns: number
  readonly rows: number
}

export interface Layout {
  readonly height: number
  /** Lines of the page: the ranking with its header, or another page. */
  readonly page: number
  readonly shows: ReadonlySet<Part>
  readonly workerLines: number
  readonly failureLines: number
}

/** Parts that are left out when the window is small, the most useful first. */
export const parts = [
  'caption',
  'verdict',
  'workers',
  'question',
  'folder',
  'constants',
  'gap above',
  'gap below',
] as const
export type Part = (typeof parts)[number]

/** What the parts would like to have, in lines; 0 where there is nothing to show. */
export interface Wishes {
  readonly workers: number
  readonly question: boolean
  readonly constants: boolean
  readonly failures: number
  /** Of the footer. */
  readonly footer: number
  /** All lines of the page, with its header. */
  readonly page: number
  /** What optional parts leave the page in any case, or all that it has. */
  readonly leastPage: number
}

/** Title, counts and progress are never left out, nor the footer below. */
const FIXED = 3
/** Of the ranking, which is read line by line, and of a page that is read as a whole; a gap leaves more. */
export const leastLines = { ranking: 7, whole: 17 } as const
const MORE_BEFORE_GAPS = 5

export function layoutOf({ rows }: Size, wishes: Wishes): Layout {
  const height = Math.max(1, rows - 1)
  const roomy = height >= 36
  const failureLines = Math.min(wishes.failures, roomy ? 3 : 1)
  const workerLines = Math.min(wishes.workers, roomy ? 8 : 2)
  const sizes: Readonly<Record<Part, number>> = {
    caption: 1,
    verdict: 1,
    workers: workerLines,
    question: wishes.question ? 1 : 0,
    folder: 1,
    constants: wishes.constants ? 1 : 0,
    'gap above': 1,
    'gap below': 1,
  }
  let page = height - FIXED - failureLines - wishes.footer
  const shows = new Set<Part>()
  for (const part of parts) {
    const least = wishes.leastPage + (part.startsWith('gap') ? MORE_BEFORE_GAPS : 0)
    if (sizes[part] === 0 || page - sizes[part] < Math.min(least, wishes.page)) continue
    shows.add(part)
    page -= sizes[part]
  }
  return {
    height,
    page: Math.max(0, page),
    shows,
    workerLines: shows.has('workers') ? workerLines : 0,
    failureLines,
  }
}
