// One interface for the three ways to follow a sweep, and the choice among them. ink is imported only for the dashboard.
import type { Readable } from 'node:stream'
import type { SweepEvent } from '../domain/events.js'
import type { Output } from '../domain/output.js'
import type { Clock } from '../domain/ports.js'
import type { Request } from '../domain/requests.js'
import { printable } from '../report/printable.js'
import type { Environment } from '../report/signs.js'
import type { ClassesOf } from '../statistics/chance-level.js'
import type { SheetFormat } from './model/commands.js'
import type { Sheet } from './pages/sheets.js'

/** Something that shows a sweep while it goes on. */
export interface View {
  update(event: SweepEvent): void
  /**
   * After the last event: resolves when whoever reads has left, or the signal is aborted; at once where nobody has pressed a key.
   * Views that nobody leafs through do without.
   */
  readonly untilLeft?: (signal: AbortSignal) => Promise<void>
  /** Restores the terminal, writes what remains to be said, and resolves when it is written. */
  close(): Promise<void>
}

export type ViewKind = 'auto' | 'dashboard' | 'plain' | 'json'

export interface ViewOptions {
  readonly stdout: Output
  readonly stderr: Output
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly env: Environment
  /** The run's folder as it is shown: what `bench show` takes. */
  readonly runPath: string
  /** The user wants to stop; called again when the user insists, and then the terminal has been restored already. */
  readonly onInterrupt: () => void
  readonly clock: Clock
  /**
   * The sweep is trained by another process: Ctrl-C leaves this view and nothing else, and when this process is stopped, the
   * sweep is not.
   */
  readonly elsewhere?: boolean
  /** Asks something of the sweep; what has become of it is told by events. Without it the view only looks on. */
  readonly ask?: (request: Request) => void
  /** Why it only looks on, for whoever presses a key that acts: "the run is made in another terminal". */
  readonly readOnly?: string
  /** What `q` does where the sweep can go on without this view. Without it, `q` asks whether to stop the sweep. */
  readonly leave?: Leave
  /** How much room there is on the disk of the run; null where that is not known. */
  readonly freeBytes?: () => number | null
  /** How many classes the data of a configuration have. */
  readonly classesOf?: ClassesOf
  /** Saves a table of the dashboard and resolves with the file's path; without it there is no saving. */
  readonly save?: (sheet: Sheet, format: SheetFormat) => Promise<string>
}

/** `leave it running? y: <afterwards>, n: stop and keep what is finished, Esc: stay` */
export interface Leave {
  /** What becomes of the sweep: "it goes on in the background". */
  readonly afterwards: string
  /** The view is to be left. Whoever made it closes it, at once or when it has done what it says. */
  readonly yes: () => void
  /** Stops the sweep and keeps what is finished. Without it, and when the sweep has ended, `q` leaves without a question. */
  readonly stop?: () => void
}

export function createView(kind: ViewKind, options: ViewOptions): Promise<View> {
  return viewOf(chooseView(kind, options), options)
}

/** The dashboard needs a window to draw in and a keyboard that is read key by key; CI has neither, even with a terminal. */
export function chooseView(
  kind: ViewKind,
  { stdout, stdin, env }: Pick<ViewOptions, 'stdout' | 'stdin' | 'env'>,
): Exclude<ViewKind, 'auto'> {
  if (kind === 'dashboard') return stdout.isTTY ? 'dashboard' : 'plain'
  if (kind !== 'auto') return kind
  if (env['BENCH_SCREEN_READER'] || env['INK_SCREEN_READER']) return 'plain' // whole lines, in order, said once
  const terminal = stdout.isTTY && stdin.isTTY && env['TERM'] !== 'dumb'
  const ci = env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false'
  return terminal && !ci ? 'dashboard' : 'plain'
}

async function viewOf(kind: Exclude<ViewKind, 'auto'>, options: ViewOptions): Promise<View> {
  if (kind === 'json') return (await import('./json.js')).createJsonView(options)
  const { createPlainView } = await import('./plain.js')
  if (kind === 'plain') return createPlainView(options)
  const { createDashboard } = await importDashboard()
  let view: View = createDashboard(options, (error, state) => {
    const reason = String((error instanceof Error && error.stack) || error).split('\n')
    options.stderr.write(
      `the dashboard broke, the sweep goes on with plain lines\n${reason.map(printable).join('\n')}\n`,
    )
    view = createPlainView({ ...options, state })
  })
  return {
    update: event => view.update(event),
    untilLeft: async signal => view.untilLeft?.(signal),
    close: () => view.close(),
  }
}

/**
 * Imports ink with React's production form, which is chosen by NODE_ENV in the moment of the import: the development form
 * keeps a record of every frame, and a dashboard may be open for hours.
 */
async function importDashboard(): Promise<typeof import('./screen/dashboard.js')> {
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  try {
    return await import('./screen/dashboard.js')
  } finally {
    if (before === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = before
  }
}
