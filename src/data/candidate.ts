// What the look-up asks of a place that may hold a dataset. Whatever its form, it gives the content of IDX files, so
// that everything that follows knows one form only.
import type { DatasetFile } from './datasets.js'
import type { Content } from './file-content.js'

export interface Candidate {
  /** The folder, the archive or the package, for people and for messages. */
  readonly path: string
  /** Files of another dataset may be in there as well, and are no mistake. */
  readonly shared?: true
  /**
   * Reads one file and has it checked; null where it is not there. Throws a UserError where it is there and is not as
   * it should be. The check is made within, so that a second copy in the same place gets its chance.
   */
  readonly read: (file: DatasetFile, check: Check) => Promise<Content | null>
}

/** Throws a UserError where the content is not that of the file. path is for messages. */
export type Check = (content: Content, file: DatasetFile, path: string) => void
