// YAML text -> document of the YAML library. What a hostile text meets first: size and nesting are bounded before
// anything recursive runs. (The library catches its own overflow of the stack, and may then bring down the process.)
import { Composer, type Document, Lexer, type ParsedNode, Parser } from 'yaml'
import type { MistakeList } from './mistake-list.js'
import type { Source } from './source.js'
import { type Quoted, syntaxMistakes } from './syntax-mistakes.js'
import { thousands } from './tree.js'

/** An experiment is a page of text; the parser takes a second for a quarter of a megabyte of the worst kind. */
export const MAX_FILE_BYTES = 262_144
/** An experiment nests six deep at most; beyond some hundreds the parser would run out of stack. */
const MAX_DEPTH = 40
/** `uniqueKeys: false`: the library compares each key with all others, which takes a minute for 60,000 keys. */
const COMPOSER_OPTIONS = {
  prettyErrors: false,
  uniqueKeys: false,
  resolveKnownTags: false,
  logLevel: 'silent',
} as const

/** The document of the text; null after a mistake. */
export function parseYaml(
  source: Source,
  text: string,
  mistakes: MistakeList,
): Document.Parsed<ParsedNode> | null {
  if (Buffer.byteLength(text) > MAX_FILE_BYTES) {
    mistakes.add(
      'file-too-large',
      source.span(0, 0),
      `this is larger than ${thousands(MAX_FILE_BYTES)} bytes`,
      {
        why: 'an experiment is a page of text',
      },
    )
    return null
  }
  const lexed = tokensOf(source, text, mistakes)
  if (lexed === null) return null
  const { tokens, quotes } = lexed
  const [first, second] = [...new Composer(COMPOSER_OPTIONS).compose(tokens, true, text.length)]
  const { errors, warnings, directives } = first!
  for (const { start, end, what, ...advice } of syntaxMistakes({
    source,
    errors: [...errors, ...warnings],
    quotes,
  }))
    mistakes.add('yaml-syntax', source.span(start, end), `this is not well-formed YAML: ${what}`, advice)
  if (directives.yaml.explicit && directives.yaml.version === '1.1')
    mistakes.add('yaml-syntax', source.span(0, text.length), 'the file asks for YAML 1.1', {
      why: 'experiment files are YAML 1.2, in which yes, no and 1_000 are strings',
      fix: 'remove the line %YAML 1.1',
    })
  else if (second !== undefined && errors.length === 0)
    mistakes.add(
      'several-documents',
      source.span(...wordAt(text, second.range[0])),
      'another document begins here',
      {
        why: 'a file is one experiment; a line of --- ends it',
        fix: 'write one file for each experiment',
      },
    )
  else if (errors.length + warnings.length === 0) return first!
  return null
}

type Token = Parameters<Composer['next']>[0]

interface Lexed {
  readonly tokens: readonly Token[]
  readonly quotes: readonly Quoted[]
}

/** The tokens of the text; null, after a mistake, when it is nested too deeply. */
function tokensOf(source: Source, text: string, mistakes: MistakeList): Lexed | null {
  const parser = new Parser()
  const tokens: Token[] = []
  const quotes: Quoted[] = []
  for (const lexeme of new Lexer().lex(text)) {
    if (/^["']/.test(lexeme)) quotes.push({ start: parser.offset, end: parser.offset + lexeme.length })
    tokens.push(...parser.next(lexeme))
    if (parser.stack.length <= MAX_DEPTH) continue
    const at = source.span(Math.max(0, parser.offset - 1), parser.offset)
    mistakes.add('nested-too-deeply', at, 'this is nested too deeply', {
      why: `lists and maps may stand inside each other ${MAX_DEPTH} deep; an experiment needs six`,
    })
    return null
  }
  tokens.push(...parser.end())
  return { tokens, quotes }
}

function wordAt(text: string, offset: number): [number, number] {
  return [offset, offset + (/^\S*/.exec(text.slice(offset))?.[0].length ?? 0)]
}
