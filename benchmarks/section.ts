// A section of results.md: what a benchmark says is printed line by line, and in the end stands there in place of what the
// section said before. Short runs write nothing.
import { readFileSync, writeFileSync } from 'node:fs'

const FILE = 'benchmarks/results.md'

export class Section {
  readonly #title: string
  readonly #isWritten: boolean
  readonly #lines: string[] = []

  constructor(title: string, isWritten: boolean) {
    this.#title = title
    this.#isWritten = isWritten
  }

  say(line: string): void {
    console.log(line)
    this.#lines.push(line)
  }

  /** Called once, after all lines. */
  end(): void {
    if (this.#isWritten)
      writeFileSync(FILE, withSection(readFileSync(FILE, 'utf8'), this.#title, this.#lines))
  }
}

/** The text with this section in place of the one with its title, or at the end. */
export function withSection(text: string, title: string, lines: readonly string[]): string {
  const others = text
    .split(/^(?=## )/m)
    .filter(section => !section.startsWith(`## ${title}\n`))
    .map(section => section.trimEnd())
  return `${[...others, `## ${title}\n\n${lines.map(line => `- ${line}`).join('\n')}`].join('\n\n')}\n`
}
