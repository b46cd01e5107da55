// JSON.parse takes the last of several equal keys and says nothing. Other readers take the first, so a file with two would be
// one network here and another elsewhere.

/** Whether an object in the text has a key twice. The text must be JSON. */
export function hasDuplicateKeys(json: string): boolean {
  /** The keys of each object that is open; null for an array. */
  const open: (Set<string> | null)[] = []
  let text = ''
  for (const [token] of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/g)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(null)
    else if (token === '}' || token === ']') open.pop()
    else if (token === ':') {
      const key = JSON.parse(text) as string // two ways of writing a letter are one key
      const keys = open.at(-1)!
      if (keys.has(key)) return true
      keys.add(key)
    } else text = token
  }
  return false
}
