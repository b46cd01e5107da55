// The checks at the library's door: of what a program hands over that no compiler has looked at. A wrong value would
// otherwise train in silence, on what nobody meant. TypeError: a value of another kind; RangeError: one that there cannot be.
import { types } from 'node:util'
import { describeRange, isInRange, type Range } from '../core/choice.js'
import { type EngineState, type Examples, ShapeError } from '../core/engine.js'

interface NumberRule extends Range {
  readonly integer?: true
}

export function checkNumber(name: string, value: unknown, { integer, ...range }: NumberRule): void {
  const allowed = `${integer ? 'an integer' : 'a number'}, ${describeRange(range)}`
  if (typeof value !== 'number') throw new TypeError(`${name} is ${describe(value)}; it must be ${allowed}`)
  if (!isInRange(value, range) || (integer === true && !Number.isSafeInteger(value)))
    throw new RangeError(`${name} is ${value}; it must be ${allowed}`)
}

export function checkObject(name: string, value: unknown, allowed: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value))
    throw new TypeError(`${name} is ${describe(value)}; it must be ${allowed}`)
}

/** Whether every option is one that there is: a misspelt one would otherwise be left at its default without a word. */
export function checkNames(what: string, options: object, names: Readonly<Record<string, true>>): void {
  const unknown = Object.keys(options).find(name => !Object.hasOwn(names, name))
  if (unknown !== undefined)
    throw new RangeError(`${what} has no option "${unknown}"; it has ${Object.keys(names).join(', ')}`)
}

/** Images and labels as bytes, as many images as labels. Whether the images have a network's size is that network's check. */
export function checkExamples(examples: Examples): void {
  checkObject('examples', examples, 'an object with images and labels, both a Uint8Array')
  checkBytes(
    'images',
    examples.images,
    'a Uint8Array of pixels, 0 to 255, as Uint8Array.from(x, v => v * 255)',
  )
  checkBytes('labels', examples.labels, 'a Uint8Array of classes from 0, as Uint8Array.from(labels)')
  const { length } = examples.labels
  if (length === 0 || examples.images.length % length !== 0)
    throw new ShapeError(`${length} labels cannot share ${examples.images.length} bytes of images`)
}

function checkBytes(name: string, value: unknown, allowed: string): void {
  if (!types.isUint8Array(value)) throw new TypeError(`${name} is ${describe(value)}; it must be ${allowed}`)
}

/** Throws ShapeError where an example is of no class of the network. */
export function checkClasses({ labels }: Examples, classes: number): void {
  const wrong = labels.findIndex(label => label >= classes)
  if (wrong >= 0)
    throw new ShapeError(
      `example ${wrong} is of class ${labels[wrong]}, and the network has ${classes} classes`,
    )
}

/** count: how many examples there are; unknown where it is left out. Throws ShapeError where one of them is not there. */
export function checkIndices(indices: Uint32Array, count = Infinity): void {
  if (!types.isUint32Array(indices))
    throw new TypeError(
      `indices is ${describe(indices)}; it must be a Uint32Array of positions among the examples, as Uint32Array.of(0, 1)`,
    )
  const wrong = indices.find(index => index >= count)
  if (wrong !== undefined) throw new ShapeError(`there is no example ${wrong} among ${count}`)
}

const STATE = '{ parameters, slots, steps }, as state() gives it'

export function checkState(state: EngineState): void {
  checkObject('the state', state, STATE)
  const { parameters, slots, steps } = state
  checkFloats('parameters of the state', parameters)
  if (!Array.isArray(slots))
    throw new TypeError(
      `slots of the state is ${describe(slots)}; a state is ${STATE}; slots: [] brings parameters to plain sgd`,
    )
  for (const slot of slots) checkFloats('a slot of the state', slot)
  checkNumber('steps of the state', steps, { from: 0, integer: true })
}

export function checkFloats(name: string, value: unknown): void {
  if (types.isFloat32Array(value) || types.isFloat64Array(value)) return
  throw new TypeError(`${name} is ${describe(value)}; it must be a Float32Array or a Float64Array`)
}

/** What a value is, in a few words however large it is. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40))
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return 'an array'
  const { name } = (value.constructor ?? Object) as { readonly name: string }
  return name === 'Object' ? 'an object' : `a ${name}`
}
