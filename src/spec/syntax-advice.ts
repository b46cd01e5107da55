// What helps against the errors of the YAML library whose cause is not looked for: one line of advice each.

interface Advice {
  readonly why?: string
  readonly fix?: string
}

/** For an error of the YAML library, by its message or else by its code. */
export function syntaxAdvice(code: string, message: string): Advice {
  return messageAdvice.find(([beginning]) => message.startsWith(beginning))?.[1] ?? codeAdvice[code] ?? {}
}

/** For errors that share their code with others. */
const messageAdvice: readonly (readonly [beginning: string, advice: Advice])[] = [
  ['Implicit map keys', { fix: 'write a colon, a space and a value behind it, as in "seeds: 3"' }],
  ['Comments must', { fix: 'put a space before the #' }],
  ['Missing , ', { fix: 'put a comma between the two' }],
]

/** What helps against the YAML mistakes that people make most. */
const codeAdvice: Readonly<Record<string, Advice>> = {
  TAB_AS_INDENT: { why: 'YAML indents with spaces', fix: 'replace the tab by spaces' },
  MULTILINE_IMPLICIT_KEY: { fix: 'is a colon with a space behind it missing, as in "name: value"?' },
  BLOCK_AS_IMPLICIT_KEY: {
    why: 'a colon and a space begin a value',
    fix: 'put a text that holds them in quotes',
  },
  BAD_SCALAR_START: { why: 'this character has a meaning of its own in YAML', fix: 'put the text in quotes' },
  BAD_INDENT: { fix: 'is a bracket, brace or quote not closed, or a line indented too little?' },
  MISSING_CHAR: { fix: 'close the quote, bracket or brace' },
  TAG_RESOLVE_FAILED: {
    why: 'an experiment needs no tags',
    fix: 'remove the word with the exclamation mark',
  },
}
