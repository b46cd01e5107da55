// What the tables of the core have in common: an entry is chosen by name and may have hyperparameters.
// This file knows no particular table; it derives types and defaults for any of them.

/** One number, or yes or no, that is set before training. Its unit and range are data, so that the schema can be derived. */
export type Hyperparameter =
  | { readonly default: number; readonly range: Range; readonly integer?: true; readonly help: string }
  | { readonly default: boolean; readonly help: string }

/** An interval of the reals. `above` and `below` exclude their bound, `from` and `to` include it. */
export interface Range {
  readonly above?: number
  readonly from?: number
  readonly below?: number
  readonly to?: number
}

/** What every entry of every table says about itself; `bench explain` prints it. */
export interface Entry {
  /** One line, without a full stop. */
  readonly summary: string
  /** The defining equation, as plain text. */
  readonly formula: string
  /** Where the definition comes from: a paper, or the library whose convention is followed. */
  readonly source: string
  readonly hyperparameters: Readonly<Record<string, Hyperparameter>>
}

export type Table = Readonly<Record<string, Entry>>

type Value<H> = H extends { readonly default: boolean } ? boolean : number

/** The values of the hyperparameters of one entry. */
export type ValuesOf<E extends Entry> = {
  readonly [H in keyof E['hyperparameters']]: Value<E['hyperparameters'][H]>
}

/** The configuration of one choice from a table: its name and a value for each of its hyperparameters. */
export type ChoiceOf<T extends Table> = {
  [N in keyof T & string]: { readonly name: N } & ValuesOf<T[N]>
}[keyof T & string]

/** The values of whichever entry was chosen, yes and no as 1 and 0; the entry's own functions know which there are. */
export type Values = Readonly<Record<string, number>>

export function valuesOf({ name: _, ...rest }: { readonly name: string }): Values {
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, Number(value)]))
}

/** The values an entry has when nothing is said about it. */
export function defaultsOf(entry: Entry): Record<string, number | boolean> {
  return Object.fromEntries(Object.entries(entry.hyperparameters).map(([name, h]) => [name, h.default]))
}

/** The choice of an entry with all its defaults. Throws when the table has no entry of that name. */
export function choose<T extends Table>(table: T, name: keyof T & string): ChoiceOf<T> {
  const entry = table[name]
  if (entry === undefined) throw new RangeError(`no entry "${name}"`)
  return { name, ...defaultsOf(entry) } as ChoiceOf<T>
}

export function isInRange(value: number, range: Range): boolean {
  const { above = -Infinity, from = -Infinity, below = Infinity, to = Infinity } = range
  return Number.isFinite(value) && value > above && value >= from && value < below && value <= to
}

/** The range as a reader says it: "above 0 and below 1". */
export function describeRange(range: Range): string {
  const parts = [
    range.above !== undefined && `above ${range.above}`,
    range.from !== undefined && `at least ${range.from}`,
    range.below !== undefined && `below ${range.below}`,
    range.to !== undefined && `at most ${range.to}`,
  ].filter(part => part !== false)
  return parts.length === 0 ? 'any finite number' : parts.join(' and ')
}
