// What has changed since a run was begun, as lines that a person can read.

export interface Change {
  readonly what: string
  readonly was: string
  readonly is: string
}

const LONGEST = 100

/** `seeds        was 0, 1   now 0, 1, 2`, a line for each. */
export function changeLines(changes: readonly Change[]): string {
  const width = Math.max(...changes.map(({ what }) => what.length))
  return changes
    .flatMap(({ what, was, is }) => [
      `${what.padEnd(width)}  was ${shortened(was)}`,
      `${''.padEnd(width)}  now ${shortened(is)}`,
    ])
    .join('\n')
}

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 3)}...`
}
