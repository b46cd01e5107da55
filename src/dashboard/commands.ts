// What a key may ask of the outside: data, so that keys.ts knows neither terminal nor sweep. dashboard.tsx obeys.

export type Command =
  /** Stop the sweep and keep what is finished. */
  | { readonly type: 'interrupt' }
  /** Give the terminal back to the shell. */
  | { readonly type: 'suspend' }
  /** Write the table of the page into a file. */
  | { readonly type: 'export'; readonly format: SheetFormat }
  /** Put the command that repeats a configuration on the clipboard. */
  | { readonly type: 'copy'; readonly configId: string }

export type SheetFormat = 'csv' | 'markdown'
