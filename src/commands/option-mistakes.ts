// Options that a command would get as what nobody wrote: a list of one that is given twice, a NaN, an empty text, or the false of
// --no-runs-dir; and those that would do nothing beside the others. Looked at before the command is loaded.
import type { Mistake } from '../domain/errors.js'

/** What the table of commands says of an option. */
interface Option {
  readonly type?: string | undefined
  readonly array?: boolean | undefined
  readonly describe?: string | undefined
}

/** The first that there is. command: its name. args: as yargs has read the words. */
export function optionMistake(
  command: string,
  args: Arguments,
  options: Readonly<Record<string, Option>>,
  words: readonly string[],
): Mistake | null {
  for (const [name, option] of Object.entries(options)) {
    const found = mistakeOf(name, option, args[camelCase(name)], words)
    if (found !== null) return { code: 'usage', ...found }
  }
  const idle = idleOptions[command]?.find(({ option, does }) => isGiven(option, args, words) && !does(args))
  return idle === undefined ? null : { code: 'usage', ...idle.told(args) }
}

type Arguments = Readonly<Record<string, unknown>>

/** An option that does something only beside others. */
interface Idle {
  readonly option: string
  readonly does: (args: Arguments) => boolean
  readonly told: (args: Arguments) => Found
}

/** By command. What is here would be passed over without a word. */
const idleOptions: Readonly<Record<string, readonly Idle[]>> = {
  run: ['retry-failed', 'accept-version'].map(option =>
    idle(option, ({ resume }) => resume === true, {
      what: `--${option} without --resume`,
      why: 'it is about trials that an earlier execution has left, and a new run has none',
      fix: 'add --resume, or leave it out',
    }),
  ),
  plan: ['workers', 'data-dir'].map(option =>
    idle(option, ({ forecast }) => forecast === true, {
      what: `--${option} beside --no-forecast`,
      why: 'nothing but the forecast depends on it',
      fix: 'leave one of them out',
    }),
  ),
  show: [
    idle('trials', ({ trial }) => trial === undefined, {
      what: '--trials beside a trial',
      why: 'it lists the trials of the run, and one of them is shown',
      fix: 'leave one of them out',
    }),
  ],
  compare: ['csv-bom', 'csv-delimiter'].map(option =>
    idle(
      option,
      ({ format }) => format === 'csv',
      ({ format }) => ({
        what: `--${option} beside --format ${format}`,
        why: 'it says how CSV is written',
        fix: 'add --format csv, or leave it out',
      }),
    ),
  ),
  data: ['split', 'index', 'count', 'class', 'ascii'].map(option =>
    idle(
      option,
      ({ action }) => action === 'show',
      ({ action }) => ({
        what: `--${option} with bench data ${action}`,
        why: 'it says which images are drawn, and how',
        fix: `bench data show draws them; bench data ${action} goes without it`,
      }),
    ),
  ),
  ...Object.fromEntries(
    ['evaluate', 'predict'].map(command => [
      command,
      [
        idle('ascii', ({ format }) => format !== 'json', {
          what: '--ascii beside --format json',
          why: 'it says how images are drawn, and JSON has none',
          fix: 'leave one of them out',
        }),
      ],
    ]),
  ),
}

function idle(option: string, does: Idle['does'], told: Found | Idle['told']): Idle {
  return { option, does, told: typeof told === 'function' ? told : () => told }
}

/** Typed, and not as the `false` of a switch. */
function isGiven(name: string, args: Arguments, words: readonly string[]): boolean {
  const isTyped = words.some(word => word === `--${name}` || word.startsWith(`--${name}=`))
  return isTyped && args[camelCase(name)] !== false
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
