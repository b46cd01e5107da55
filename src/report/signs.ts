// Whether the terminal has more than ASCII, and the signs of reports in both forms. The dashboard has more signs of its
// own, by the same rule.

export interface Signs {
  /** Nothing but ASCII may be written. */
  readonly ascii: boolean
  readonly plusMinus: string
  readonly ellipsis: string
}

export const unicodeSigns: Signs = { ascii: false, plusMinus: '±', ellipsis: '…' }
export const asciiSigns: Signs = { ascii: true, plusMinus: '+-', ellipsis: '~' }

export type Environment = Readonly<Record<string, string | undefined>>

/** ASCII where the terminal is known to have no more, or the locale is not UTF-8; BENCH_ASCII=1 asks for it. */
export function signsFor(env: Environment): Signs {
  if (env['BENCH_ASCII']) return asciiSigns
  if (env['TERM'] === 'dumb' || env['TERM'] === 'linux') return asciiSigns
  if (env['WT_SESSION']) return unicodeSigns // Windows Terminal, which has no locale in its environment
  // As the C library does it: the first of these that is set and not empty decides.
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || ''
  return /utf-?8/i.test(locale) ? unicodeSigns : asciiSigns
}
