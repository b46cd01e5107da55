// A folder of IDX files, each raw or gzip: the form in which the datasets are published, and how torchvision, Keras,
// Debian and the project's own cache keep them.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../domain/errors.js'
import type { Candidate } from './candidate.js'
import { readContent } from './file-content.js'

export function idxFolder(path: string): Candidate {
  return {
    path,
    read: async (file, check) => {
      const refusals: UserError[] = []
      for (const name of [file.name, `${file.name}.gz`]) {
        const filePath = join(path, name)
        if (!existsSync(filePath)) continue
        try {
          const content = await readContent(filePath, file.bytes)
          check(content, file, filePath)
          return content
        } catch (error) {
          if (!(error instanceof UserError)) throw error
          refusals.push(error)
        }
      }
      if (refusals.length === 0) return null
      throw new UserError(refusals.flatMap(refusal => refusal.mistakes))
    },
  }
}

/** The same, where the files of another dataset would have the same names. */
export function sharedIdxFolder(path: string): Candidate {
  return { ...idxFolder(path), shared: true }
}
