// Mistakes of the command line in the house's form: what yargs has found, in words of ours, and what was most likely meant.
// Loaded when a command line is refused, because help and commands do without it.
import type { Mistake } from '../domain/errors.js'
import { sameWord, suggest } from '../domain/near-word.js'
import { shellWord } from '../domain/shell-word.js'
import { axisPaths, topLevelKeys } from '../spec/fields.js'

/** What can be typed. */
export interface KnownCommand {
  readonly name: string
  /** What it is called elsewhere. */
  readonly otherNames: readonly string[]
  /** The words that it takes besides options: the name of each, and how the usage writes it, as in `[trial]`. */
  readonly words: readonly (readonly [name: string, written: string])[]
  /** Without the dashes. */
  readonly options: readonly string[]
  /** What a word or an option is. */
  readonly about: (name: string) => string
  /** A whole command line that works. */
  readonly example: string
}

const LIST = 'bench --help lists the commands'

/** Of words that lead to no command. */
export function commandMistake(words: readonly string[], commands: readonly KnownCommand[]): Mistake {
  const written = commandWord(words)
  if (written === undefined)
    return mistake('which command?', { why: 'the first word says what bench is to do', fix: LIST })
  if (commands.some(({ name }) => name === written)) {
    const why = 'an option takes the word behind it, unless the command has been named before'
    return mistake('which command?', { why, fix: `write it first: bench ${written} ...` })
  }
  const meant = suggest(
    written,
    commands.flatMap(({ name, otherNames }) => [name, ...otherNames]),
  )
  const command = commands.find(({ name, otherNames }) => meant === name || otherNames.includes(meant ?? ''))
  const didYouMean = command === undefined ? '' : `did you mean bench ${command.name}?   `
  return mistake(`there is no command "${written}"`, { fix: `${didYouMean}${LIST}` })
}

/** The first word that is neither an option nor likely to be the value of one. */
function commandWord(words: readonly string[]): string | undefined {
  const isBare = (word: string | undefined) => word !== undefined && word !== '' && !word.startsWith('-')
  return (
    words.find((word, i) => isBare(word) && (i === 0 || isBare(words[i - 1]))) ??
    words.find(word => isBare(word))
  )
}

/** Of what a command does not take; message: as yargs says it. */
export function argumentsMistake(message: string, words: readonly string[], command: KnownCommand): Mistake {
  for (const [sentence, explain] of findings) {
    const found = sentence.exec(message)
    if (found !== null) return explain(found, words, command)
  }
  return mistake(message, { fix: helpOf(command) })
}

type Explain = (found: RegExpExecArray, words: readonly string[], command: KnownCommand) => Mistake

/** What yargs says (its validation.js and yargs-parser), and what that means. */
const findings: readonly (readonly [RegExp, Explain])[] = [
  [/^Not enough non-option arguments: got (\d+)/, ([, got], _, command) => missingWord(Number(got), command)],
  [/^Missing required arguments?: ([\w-]+)/, ([, name], _, command) => missingOption(name!, command)],
  [/^Not enough arguments following: (\S+)/, ([, name], _, command) => missingValue(name!, command)],
  [/^Invalid values:\s+Argument: (\S+), Given: (.*), Choices: (.*)$/s, wrongChoice],
  [/^Unknown arguments?: (.*)$/s, unknownWord],
]

function missingWord(got: number, command: KnownCommand): Mistake {
  const [name, shown] = command.words.filter(([, written]) => written.startsWith('<'))[got] ?? ['', '']
  const what = `bench ${command.name} needs ${shown}`
  return mistake(what, { why: `${shown} is ${command.about(name)}`, fix: `as in: ${command.example}` })
}

function missingOption(name: string, command: KnownCommand): Mistake {
  return mistake(`--${name} is missing`, { why: command.about(name), fix: `as in: ${command.example}` })
}

function missingValue(name: string, command: KnownCommand): Mistake {
  return mistake(`--${name} is without its value`, { why: command.about(name), fix: helpOf(command) })
}

function wrongChoice([, name, given, choices]: RegExpExecArray, _: unknown, command: KnownCommand): Mistake {
  const [, shown] = command.words.find(([word]) => word === name) ?? ['', `--${name}`]
  const allowed = choices!.split(', ').map(choice => choice.slice(1, -1))
  const meant = suggest(given!.slice(1, -1), allowed)
  return mistake(`${shown} is ${given}`, {
    why: `it must be one of ${allowed.join(', ')}`,
    fix: meant === null ? helpOf(command) : `did you mean ${meant}?`,
  })
}

/** An option that there is not, or a word too many. */
function unknownWord([, names]: RegExpExecArray, words: readonly string[], command: KnownCommand): Mistake {
  const fix = (command.options.includes('set') ? splitOverride(words) : null) ?? instead(words, command)
  const unknown = words.filter(word => isUnknownOption(word, command))
  if (unknown.length > 0) {
    const shown = unknown.map(word => word.replace(/=.*$/s, '')).join(', ')
    return mistake(`bench ${command.name} has no option ${shown}`, { fix: fix ?? helpOf(command) })
  }
  const taken = command.words.map(([, written]) => written).join(' ')
  return mistake(`bench ${command.name} has no use for "${names}"`, {
    why: taken === '' ? 'it takes options only' : `besides options it takes ${taken}`,
    fix: fix ?? helpOf(command),
  })
}

function mistake(what: string, rest: Pick<Mistake, 'why' | 'fix'>): Mistake {
  return { code: 'usage', what, ...rest }
}

const helpOf = ({ name }: KnownCommand) => `bench ${name} --help`

/** Those of every command. */
const always = ['help', 'h', 'version', 'V']

function isUnknownOption(word: string, { options }: KnownCommand): boolean {
  const [, name] = /^--?(?:no-)?([^=]+)/.exec(word) ?? []
  const isNumber = /^-\.?\d/.test(word)
  return name !== undefined && !isNumber && !options.includes(name) && !always.includes(name)
}

/** `--set path value`, which is written with an equals sign. */
function splitOverride(words: readonly string[]): string | null {
  const at = words.findIndex(
    (word, i) => word === '--set' && isPath(words[i + 1]) && isValue(words[i + 2] ?? '-'),
  )
  return at < 0 ? null : `write --set ${words[at + 1]}=${shellWord(words[at + 2]!)}`
}

const isPath = (word: string | undefined) => word !== undefined && /^[a-z][\w.]*$/.test(word)
const isValue = (word: string) => !word.startsWith('-') || /^-\.?\d/.test(word)

/** For the first option that the command does not have. */
function instead(words: readonly string[], command: KnownCommand): string | null {
  for (const [i, word] of words.entries()) {
    const [, name, given] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? []
    if (name === undefined || !isUnknownOption(word, command)) continue
    const next = words[i + 1]
    const value = given ?? (next !== undefined && isValue(next) ? next : '...')
    // The same word goes before one that is only like it, and among those an option before a path.
    const isSettable = command.options.includes('set')
    for (const find of [sameWord, suggest]) {
      const option = find(name, command.options)
      if (option !== null) return `did you mean --${option}?`
      const path = isSettable ? pathOf(name, find) : null
      if (path !== null) return `write --set ${path}=${shellWord(value)}`
    }
  }
  return null
}

/** The path of the experiment file that an option is called after: training.epochs for --epochs. */
function pathOf(name: string, find: typeof suggest): string | null {
  const paths = [...axisPaths(), ...topLevelKeys()]
  const lastOf = (path: string) => path.slice(path.lastIndexOf('.') + 1)
  const last = find(name, paths.map(lastOf))
  return find(name, paths) ?? paths.find(path => lastOf(path) === last) ?? null
}
