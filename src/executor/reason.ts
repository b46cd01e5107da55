// Why a trial failed, in the words that its row of trials.csv gets.

export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return 'the worker ran out of memory'
  return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`
}
