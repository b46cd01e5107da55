// One number of the file: is it a number, whole where it must be, and in range? Checked, not coerced.
import { describeRange, isInRange, type Range } from '../core/choice.js'
import { isDecimalComma, meantDigits, meantPercentage, meantWord } from './meant-number.js'
import type { MistakeList } from './mistake-list.js'
import { describe, isNothing, type Tree } from './tree.js'
import type { Located } from './written.js'

export interface NumberRule {
  readonly range: Range
  readonly integer?: boolean
  /** Whether null may stand there as well. */
  readonly orNull?: boolean
  /** What is offered instead of a wrong value, when nothing better is known. */
  readonly default?: number
}

export function readNumber(
  tree: Tree,
  path: string,
  rule: NumberRule,
  mistakes: MistakeList,
): Located<number> | null {
  if (tree.kind !== 'scalar' || typeof tree.value !== 'number') {
    addNotANumber(tree, path, rule, mistakes)
    return null
  }
  const value = tree.value + 0 // -0 becomes 0, so that there is one zero
  const why = ruleText(rule)
  if (rule.integer && Number.isFinite(value) && !Number.isInteger(value)) {
    const whole = [Math.floor(value), Math.ceil(value)].filter(near => isInRange(near, rule.range))
    const advice = whole.length > 0 ? { fix: `write ${whole.join(' or ')}` } : adviseExample(rule)
    mistakes.add('not-an-integer', tree.at, `${path} is ${value}`, { why, ...advice })
    return null
  }
  if (!isInRange(value, rule.range)) {
    const advice = advisePercentage(value, rule) ?? adviseExample(rule)
    mistakes.add('out-of-range', tree.at, `${path} is ${value}`, { why, ...advice })
    return null
  }
  return { value, at: tree.at }
}

/** A number, or null. */
export function readOptionalNumber(
  tree: Tree,
  path: string,
  { example, range, integer = false }: Omit<NumberRule, 'default'> & { readonly example: number },
  mistakes: MistakeList,
): Located<number | null> | null {
  if (isNothing(tree)) return { value: null, at: tree.at }
  return readNumber(tree, path, { range, integer, default: example, orNull: true }, mistakes)
}

/** `it must be a whole number at least 1`. */
function ruleText({ range, integer = false, orNull = false }: NumberRule): string {
  const number = `it must be ${integer ? 'a whole number' : 'a number'} ${describeRange(range)}`
  const rule = number.replace('number any finite number', 'number, not infinite')
  return orNull ? `${rule}, or null` : rule
}

/** A string that was meant as a number, such as "1e-3" in quotes or 1_000, is called by its name. */
function addNotANumber(tree: Tree, path: string, rule: NumberRule, mistakes: MistakeList): void {
  const text = tree.kind === 'scalar' && typeof tree.value === 'string' ? tree.value.trim() : ''
  const digits = meantDigits(text)
  if (tree.kind !== 'scalar' || digits === null) {
    mistakes.add('wrong-type', tree.at, `${path} is ${describe(tree)}`, {
      why: ruleText(rule),
      ...adviseText(text, rule),
    })
    return
  }
  mistakes.add('number-as-string', tree.at, `${path} is ${describe(tree)}, not a number`, {
    why: whyAString(text, tree.quoted),
    fix: tree.quoted && digits === text ? `remove the quotes: ${digits}` : `write ${digits}`,
  })
}

function whyAString(text: string, isQuoted: boolean): string {
  if (isDecimalComma(text)) return 'the decimal point is a full stop, not a comma'
  return isQuoted
    ? 'quotes make a string of it, and nothing is converted silently'
    : 'YAML reads digits with anything between them as a string'
}

type Advice = { readonly fix?: string }

function adviseText(text: string, rule: NumberRule): Advice {
  const number = meantWord(text)
  if (number !== null && isInRange(number, rule.range)) return { fix: `write ${number}` }
  const percentage = meantPercentage(text)
  return (percentage !== null && advisePercentage(percentage, rule)) || adviseExample(rule)
}

/** 0.2 for 20, where the number is a share. */
function advisePercentage(percentage: number, { range }: NumberRule): Advice | null {
  const isShare = (range.from ?? range.above) === 0 && (range.to ?? range.below) === 1
  const share = percentage / 100
  if (!isShare || percentage <= 1 || !isInRange(share, range)) return null
  return { fix: `write ${share} for ${percentage} %` }
}

function adviseExample({ default: example, integer = false }: NumberRule): Advice {
  if (example === undefined) return {}
  return { fix: `write ${integer ? 'a whole number' : 'a number'} such as ${example}` }
}
