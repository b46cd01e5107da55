// Do the values of different fields go together, in every configuration that is not excluded?
import type { Draft } from './draft.js'
import { targetOf } from './fields.js'
import { memoryRule } from './memory-rule.js'
import type { MistakeList } from './mistake-list.js'
import { isLeftOut, type Possible, possibleValues } from './possible.js'
import { type Rule, type RuleMistake, rules } from './rules.js'
import type { Span } from './source.js'

/** Tries all values of the fields that a rule is about, of which there may be as many as trials: for sweeps that were counted. */
export function checkRules(draft: Draft, mistakes: MistakeList): void {
  for (const rule of [...rules, memoryRule]) {
    for (const { at, mistake } of broken(rule, draft).values())
      mistakes.add(rule.code, at, mistake.what, mistake)
  }
}

interface Broken {
  readonly at: Span
  readonly mistake: RuleMistake
}

/** One mistake for each place that is pointed at. */
function broken(rule: Rule, draft: Draft): ReadonlyMap<string, Broken> {
  const found = new Map<string, Broken>()
  const paths = rule.involves.map(fieldOf)
  for (const values of product(paths.map(path => possibleValues(draft, path)))) {
    const mistake = rule.mistakeOf(values, draft)
    if (mistake === null) continue
    const at = pointAt(rule, values) ?? draft.at
    const key = `${at.source.order} ${at.start}`
    const worst = found.get(key)?.mistake
    if (worst !== undefined && (mistake.severity ?? 0) <= (worst.severity ?? 0)) continue
    if (isLeftOut(draft, new Map(paths.map((path, i) => [path, values[i]!.value])))) continue
    found.set(key, { at, mistake })
  }
  return found
}

/** An override comes after the file, and is where the mistake was made; otherwise the first that is written. */
function pointAt({ involves }: Rule, values: readonly Possible[]): Span | null {
  const written = involves.flatMap((path, i) => {
    const target = targetOf(path)
    const { at, parts } = values[i]!
    const place = target?.kind === 'hyperparameter' ? parts.get(target.hyperparameter) : at
    return place ? [place] : []
  })
  const latest = Math.max(...written.map(({ source }) => source.order))
  return written.find(({ source }) => source.order === latest) ?? null
}

function fieldOf(path: string): string {
  const target = targetOf(path)
  return target?.kind === 'hyperparameter' ? target.choicePath : path
}

function* product<T>(lists: readonly (readonly T[])[], made: readonly T[] = []): Generator<readonly T[]> {
  const [list, ...rest] = lists
  if (list === undefined) yield made
  else for (const item of list) yield* product(rest, [...made, item])
}
