// The command that trains a configuration again, to be typed or pasted: the experiment as the run keeps it, without its axes,
// and with every value of the configuration that is not the usual one.
import { defaults } from '../../domain/defaults.js'
import { shellWord } from '../../domain/shell-word.js'
import type { Configuration, Experiment } from '../../domain/trial.js'
import { columnsOf } from '../../report/table.js'
import { hanging, wrapped } from '../../report/wrap.js'

/** The parts of the command, each of which may stand on a line of its own. */
export function repeatWords(
  { axes, exclude, seeds }: Experiment,
  configuration: Configuration,
  runPath: string,
): readonly string[] {
  const isAxis = (path: string) => axes.some(axis => axis.path === path || axis.path.startsWith(`${path}.`))
  const fixed = Object.entries(defaults).flatMap(([path, usual]) => {
    const value = valueAt(configuration, path)
    return isAxis(path) || !isUsual(value, usual) ? [`${path}=${flow(value)}`] : []
  })
  // A rule of exclude would match nothing any more, which is a mistake.
  const settings = [
    ...(axes.length > 0 ? ['sweep={}'] : []),
    ...(exclude.length > 0 ? ['exclude=[]'] : []),
    ...fixed,
  ]
  return [
    `bench run ${shellWord(`${runPath}/experiment.yaml`)}`,
    ...settings.map(setting => `--set ${shellWord(setting)}`),
    `--seeds ${shellWord(seedsText(seeds))}`,
  ]
}

/**
 * As many of the parts on a line as fit, with the sign by which a shell reads on. An option that is longer than a line has its value
 * on a line of its own; a value is never parted, because between quotes the sign would belong to it, unless it is longer than a line.
 */
export function shellLines(parts: readonly string[], width: number): readonly string[] {
  const room = Math.max(1, width - 2)
  const words = parts.flatMap(part =>
    columnsOf(part) <= room ? [part] : (part.match(OPTION)?.slice(1) ?? [part]),
  )
  const lines = wrapped(words, room)
  return lines
    .map((line, i) => (i < lines.length - 1 ? `${line} \\` : line))
    .flatMap(line => hanging([line], width, ''))
}

/** `--set 'a=b'`, `bench run 'a'` */
const OPTION = /^(--[\w-]+|bench run) (.*)$/s

function valueAt(configuration: Configuration, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>>)[key], configuration)
}

/** A choice is usual where it has the usual name and no hyperparameters, which may be others than usual. */
function isUsual(value: unknown, usual: unknown): boolean {
  const isBare = typeof value === 'object' && value !== null && Object.keys(value).join() === 'name'
  return JSON.stringify(isBare ? (value as { name: unknown }).name : value) === JSON.stringify(usual)
}

/** As YAML writes it on one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (typeof value !== 'object' || value === null)
    return typeof value === 'number' ? decimal(value) : String(value)
  const pairs = Object.entries(value)
  if (pairs.length === 1 && pairs[0]![0] === 'name') return flow(pairs[0]![1])
  return `{${pairs.map(([key, inner]) => `${key}: ${flow(inner)}`).join(', ')}}`
}

/** 1e-7 as 1.0e-7: without the point some readers of YAML take it for text. */
function decimal(value: number): string {
  const text = String(value)
  return /^-?\d+e/.test(text) ? text.replace('e', '.0e') : text
}

/** A single number would be a count. */
function seedsText(seeds: readonly number[]): string {
  return seeds.length === 1 ? `[${seeds[0]}]` : seeds.join(',')
}
