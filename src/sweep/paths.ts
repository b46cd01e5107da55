// Dotted paths into a configuration, such as optimizer.learning_rate: the words of axes and of exclude.
import type { Configuration } from '../domain/trial.js'

type Branch = Readonly<Record<string, unknown>>

/** What stands at the path; undefined where there is nothing, such as the momentum of adam. */
export function valueAt(configuration: Configuration, path: string): unknown {
  let value: unknown = configuration
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Branch)[key]
  }
  return value
}

/** The configuration with another value at the path; everything off the path is shared with the original. */
export function withValue(configuration: Configuration, path: string, value: unknown): Configuration {
  return replaced(configuration as unknown as Branch, path.split('.'), value) as unknown as Configuration
}

function replaced(branch: Branch, [key, ...rest]: readonly string[], value: unknown): Branch {
  if (rest.length === 0) return { ...branch, [key!]: value }
  return { ...branch, [key!]: replaced(branch[key!] as Branch, rest, value) }
}
