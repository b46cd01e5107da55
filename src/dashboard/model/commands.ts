// What a key may ask of the outside: data, so that keys.ts knows neither terminal nor sweep. dashboard.tsx obeys.

import type { Request } from '../../domain/requests.js'

export type Command =
  /** What Ctrl-C means outside: stop the sweep and keep what is finished, or leave a sweep that another process trains. */
  | { readonly type: 'interrupt' }
  /** Ask the sweep for something; `said` is that in plain words. */
  | { readonly type: 'ask'; readonly request: Request; readonly said: string }
  /** Leave the view and let the sweep go on. */
  | { readonly type: 'leave' }
  /** Stop a sweep that could have been left, and keep what is finished. */
  | { readonly type: 'stop' }
  /** Tell the user. */
  | { readonly type: 'say'; readonly text: string }
  /** Give the terminal back to the shell. */
  | { readonly type: 'suspend' }
  /** Write the table of the page into a file. */
  | { readonly type: 'export'; readonly format: SheetFormat }
  /** Put the command that repeats a configuration on the clipboard. */
  | { readonly type: 'copy'; readonly configId: string }

export type SheetFormat = 'csv' | 'markdown'
