// What is said of repeated measurements: the median, and between which values the middle half of them lies.

export interface Summary {
  readonly median: number
  readonly lower: number
  readonly upper: number
}

export function summarize(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => {
    const place = share * (sorted.length - 1)
    const below = Math.floor(place)
    return (
      sorted[below]! + (place - below) * (sorted[Math.min(below + 1, sorted.length - 1)]! - sorted[below]!)
    )
  }
  return { median: at(0.5), lower: at(0.25), upper: at(0.75) }
}
