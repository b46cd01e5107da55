// What was most likely meant by a command line that means nothing: another command, another option, or a value of the
// experiment. Loaded when a command line is refused, because help and commands do without it.
import { axisPaths, topLevelKeys } from '../spec/fields.js'
import { sameWord, suggest } from '../spec/suggest.js'

/** What can be typed. */
export interface KnownCommand {
  readonly name: string
  /** What it is called elsewhere. */
  readonly otherNames: readonly string[]
  /** Without the dashes. */
  readonly options: readonly string[]
  /** A whole command line that works. */
  readonly example: string
}

export interface UsageAdvice {
  readonly what: string
  readonly fix: string
}

/** Instead of a command that there is not; null where no other word was written. */
export function adviseCommand(
  words: readonly string[],
  commands: readonly KnownCommand[],
): UsageAdvice | null {
  const written = commandWord(words)
  if (written === undefined || commands.some(({ name }) => name === written)) return null
  const meant = suggest(
    written,
    commands.flatMap(({ name, otherNames }) => [name, ...otherNames]),
  )
  const command = commands.find(({ name, otherNames }) => meant === name || otherNames.includes(meant ?? ''))
  const list = 'bench --help lists the commands'
  return {
    what: `there is no command "${written}"`,
    fix: command === undefined ? list : `did you mean bench ${command.name}?   ${list}`,
  }
}

/** The first word that is neither an option nor likely to be the value of one. */
function commandWord(words: readonly string[]): string | undefined {
  const isBare = (word: string | undefined) => word !== undefined && word !== '' && !word.startsWith('-')
  return (
    words.find((word, i) => isBare(word) && (i === 0 || isBare(words[i - 1]))) ??
    words.find(word => isBare(word))
  )
}

/** Instead of what a command does not take; message: as yargs says it. */
export function adviseArguments(
  message: string,
  words: readonly string[],
  command: KnownCommand,
): UsageAdvice {
  const example = `as in: ${command.example}`
  const missing = /^Missing required argument: (\S+)$/.exec(message)?.[1]
  if (missing !== undefined) return { what: `--${missing} is missing`, fix: example }
  const uncounted = /^--(\S+) takes a number$/.exec(message)?.[1]
  if (uncounted !== undefined)
    return { what: `--${uncounted} is "${typedFor(uncounted, words)}"; it takes a number`, fix: example }
  if (message.startsWith('Not enough non-option')) return { what: message, fix: example }
  const help = `bench ${command.name} --help`
  if (!message.startsWith('Unknown argument')) return { what: message, fix: help }
  const isSettable = command.options.includes('set')
  const fix = (isSettable ? splitOverride(words) : null) ?? instead(words, command)
  return { what: message, fix: fix ?? help }
}

/** What was typed for an option. */
function typedFor(option: string, words: readonly string[]): string {
  const at = words.findIndex(word => word === `--${option}` || word.startsWith(`--${option}=`))
  const word = words[at] ?? ''
  return word.includes('=') ? word.slice(word.indexOf('=') + 1) : (words[at + 1] ?? '')
}

/** `--set path value`, which is written with an equals sign. */
function splitOverride(words: readonly string[]): string | null {
  const at = words.findIndex(
    (word, i) => word === '--set' && isPath(words[i + 1]) && isValue(words[i + 2] ?? '-'),
  )
  return at < 0 ? null : `write --set ${words[at + 1]}=${quoted(words[at + 2]!)}`
}

const isPath = (word: string | undefined) => word !== undefined && /^[a-z][\w.]*$/.test(word)
const isValue = (word: string) => !word.startsWith('-') || /^-\.?\d/.test(word)

/** For the first option that the command does not have. */
function instead(words: readonly string[], { options }: KnownCommand): string | null {
  for (const [i, word] of words.entries()) {
    const [, name, given] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? []
    if (name === undefined || options.includes(name.replace(/^no-/, ''))) continue
    const next = words[i + 1]
    const value = given ?? (next !== undefined && isValue(next) ? next : '...')
    // The same word goes before one that is only like it, and among those an option before a path.
    const isSettable = options.includes('set')
    for (const find of [sameWord, suggest]) {
      const option = find(name, options)
      if (option !== null) return `did you mean --${option}?`
      const path = isSettable ? pathOf(name, find) : null
      if (path !== null) return `write --set ${path}=${quoted(value)}`
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

/** As a shell takes it for one word. */
function quoted(value: string): string {
  return /^[\w.,:/+-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`
}
