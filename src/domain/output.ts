// What a command and its views write to: a stream, which may be a terminal and then has a size.
export interface Output extends NodeJS.WritableStream {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}
