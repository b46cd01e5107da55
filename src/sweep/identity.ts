// The identity of a configuration and of a trial: a hash of what it holds, so that the same content has the same name
// in every run, on every machine and in every version that trains it the same way.
import { createHash } from 'node:crypto'
import type { Configuration } from '../domain/trial.js'

export interface Identity {
  /** `c` and 12 hexadecimal digits. The letter keeps a spreadsheet from reading 12e4 as a number. */
  readonly configId: string
  /** `t` and 12 hexadecimal digits, for the configuration with a seed. */
  trialId(seed: number): string
}

export function identityOf(configuration: Configuration): Identity {
  const text = canonicalJson(configuration)
  return {
    configId: `c${hash(text)}`,
    trialId: seed => `t${hash(`{"configuration":${text},"seed":${seed}}`)}`,
  }
}

/** 48 bits: among 200,000 ids the chance that any two are equal is below one in ten thousand. */
function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

/** JSON without spaces whose keys are sorted by code unit at every level, so that equal content is equal text. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const branch = value as Readonly<Record<string, unknown>>
  const pairs = Object.keys(branch)
    .sort()
    .map(key => `${JSON.stringify(key)}:${canonicalJson(branch[key])}`)
  return `{${pairs.join(',')}}`
}
