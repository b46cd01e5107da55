// How a class is written: its label and its name, or the label alone where that is the name.
import { printable } from './printable.js'

/** `7 Sneaker`, `7`. Names may come from a file of the user's. */
export function classTitle(classes: readonly string[], label: number): string {
  const name = classes[label]!
  return name === String(label) ? name : `${label} ${printable(name)}`
}

/** `Sneaker`, `7`: the name alone. */
export function className(classes: readonly string[], label: number): string {
  return printable(classes[label]!)
}
