// `--reuse`: takes finished trials over from the other runs, and says how many.
import type { UserError } from '../domain/errors.js'
import { plural } from '../report/numbers.js'
import { printable } from '../report/printable.js'
import type { FolderStore } from '../store/folder-store.js'
import type { RestoredTrial } from '../store/restore.js'
import { type ReuseOptions, reuseTrials } from '../store/reuse.js'
import type { Context } from './context.js'

/** All finished trials, those that were taken over included. The store is closed where that fails. */
export async function reuseInto(
  store: FolderStore,
  options: Omit<ReuseOptions, 'onDamaged'>,
  { stderr }: Pick<Context, 'stderr'>,
): Promise<ReadonlyMap<string, RestoredTrial>> {
  try {
    const onDamaged = (run: string, { mistakes }: UserError) => {
      const { what, why } = mistakes[0]!
      const reason = why === undefined ? what : `${what}: ${why}`
      stderr.write(`nothing is taken over from ${printable(run)}: ${printable(reason)}\n`)
    }
    const reused = await reuseTrials(store, { ...options, onDamaged })
    const runs = new Set([...reused.values()].map(({ execution }) => execution.reusedFrom))
    const missing = options.plan.trials.length - options.finished.size
    stderr.write(
      reused.size === 0
        ? 'no other run has a finished trial of this experiment\n'
        : `${reused.size} of ${plural(missing, 'trial')} taken over from ${plural(runs.size, 'other run')}\n`,
    )
    return new Map([...options.finished, ...reused])
  } catch (error) {
    await store.close().catch(() => {}) // the first error says why
    throw error
  }
}
