// The mistakes that all readers of data files share: they name the file and say what is wrong with it.
import { type MistakeCode, UserError } from '../domain/errors.js'

/** `path what is wrong`, as `/data/x.gz is not a whole gzip file`. */
export function malformed(path: string, wrong: string, why?: string, fix?: string): UserError {
  return dataMistake('data-malformed', `${path} ${wrong}`, why, fix)
}

export function dataMistake(code: MistakeCode, what: string, why?: string, fix?: string): UserError {
  return new UserError([{ code, what, ...(why !== undefined && { why }), ...(fix !== undefined && { fix }) }])
}

/** The system's code for what went wrong with a file, such as ENOENT; null for any other kind of error. */
export function systemCode(error: unknown): string | null {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : null
}

/** Why a file could not be read, by the system's code. */
export function whyUnreadable(code: string): string {
  return Object.hasOwn(reasons, code) ? reasons[code]! : code
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
}
