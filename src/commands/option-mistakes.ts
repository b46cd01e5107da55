// Options that a command would get as what nobody wrote: a list of one that is given twice, a NaN, an empty text, or the false of
// --no-runs-dir. Looked at before the command is loaded.
import type { Mistake } from '../domain/errors.js'

/** What the table of commands says of an option. */
interface Option {
  readonly type?: string | undefined
  readonly array?: boolean | undefined
  readonly describe?: string | undefined
}

/** The first that there is. args: as yargs has read the words. */
export function optionMistake(
  args: Readonly<Record<string, unknown>>,
  options: Readonly<Record<string, Option>>,
  words: readonly string[],
): Mistake | null {
  for (const [name, option] of Object.entries(options)) {
    const found = mistakeOf(name, option, args[camelCase(name)], words)
    if (found !== null) return { code: 'usage', ...found }
  }
  return null
}

type Found = Omit<Mistake, 'code'>

function mistakeOf(
  name: string,
  { type, array, describe = '' }: Option,
  value: unknown,
  words: readonly string[],
): Found | null {
  if (Array.isArray(value) && !array)
    return { what: `--${name} is given twice`, why: 'it takes one value', fix: 'leave one of them out' }
  if (type === 'boolean') return switchMistake(name, words)
  const no = words.find(word => word === `--no-${name}` || word.startsWith(`--no-${name}=`))
  if (no !== undefined)
    return { what: `there is no option --no-${name}`, why: `--${name} takes a value: ${describe}` }
  if (typeof value === 'number' && (Number.isNaN(value) || typedFor(name, words).trim() === ''))
    return { what: `--${name} is "${typedFor(name, words)}"`, why: `it takes a number: ${describe}` }
  return value === '' ? { what: `--${name} is empty`, why: `it takes a value: ${describe}` } : null
}

/** yargs takes every value but true for false. */
function switchMistake(name: string, words: readonly string[]): Found | null {
  const [, option, value] = words.flatMap(word => formOf(name).exec(word) ?? [])
  const isSwitch = option === `--${name}` && (value === 'true' || value === 'false')
  if (option === undefined || isSwitch) return null
  return { what: `${option} has the value "${value}"`, why: 'it is on or off', fix: `write ${option} alone` }
}
const formOf = (name: string) => new RegExp(`^(--(?:no-)?${name})=(.*)$`, 's')

/** What was typed for an option. */
function typedFor(name: string, words: readonly string[]): string {
  const at = words.findIndex(word => word === `--${name}` || word.startsWith(`--${name}=`))
  const word = words[at] ?? ''
  return word.includes('=') ? word.slice(word.indexOf('=') + 1) : (words[at + 1] ?? '')
}

export function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}
