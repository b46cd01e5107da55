// Advice for what is written in another way than it is read: did you mean, and where a colon wants a space.
import { LONGEST, suggest } from '../domain/near-word.js'

/** `did you mean "relu"?   bench explain activations`, either half where it helps. */
export function adviseName(
  written: string,
  allowed: readonly string[],
  explain?: string,
): { readonly fix?: string } {
  const nearest = suggest(written, allowed)
  const parts = [
    ...(nearest === null ? [] : [`did you mean "${nearest}"?`]),
    ...(explain === undefined ? [] : [`bench explain ${explain}`]),
  ]
  return parts.length === 0 ? {} : { fix: parts.join('   ') }
}

/** For `seeds:2`, which YAML reads as one word; null when it is nothing of that form. */
export function adviseColon(text: string): { readonly why: string; readonly fix: string } | null {
  const [, key, value] = /^([\p{L}\p{N}_.-]+):(?![\s/])(.+)$/u.exec(text) ?? []
  if (key === undefined || value === undefined || text.length > LONGEST) return null
  return {
    why: 'a colon ends a key only when a space comes behind it',
    fix: `write ${key}: ${value}`,
  }
}
