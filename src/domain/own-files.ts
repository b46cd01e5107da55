// A dataset of the user's own files, as a configuration has it: one text, so that it has an identity like the name of a
// dataset of the table. Paths stay as they were written; what they are relative to is not part of the identity.

/** What a file of an experiment says: an archive of NumPy, or IDX files. */
export type OwnFiles = (NpzFile | IdxFiles) & {
  /** Names of the classes, in the order of the labels. */
  readonly classes?: readonly string[]
}

export interface NpzFile {
  readonly npz: string
}

export interface IdxFiles {
  readonly images: string
  readonly labels: string
  readonly test_images?: string
  readonly test_labels?: string
}

/** The keys that name a file, in the order in which they are documented. */
export const fileKeys = ['npz', 'images', 'labels', 'test_images', 'test_labels'] as const
export type FileKey = (typeof fileKeys)[number]

/** The text of own files. The same files give the same text; the path alone says it all where it can: `mine.npz`. */
export function ownText(files: OwnFiles): string {
  if ('npz' in files && files.classes === undefined && isNpzPath(files.npz)) return files.npz
  const pairs = Object.entries(files).filter(([, value]) => value !== undefined)
  return JSON.stringify(Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1))))
}

/** The files of a text that ownText made; null for any other, such as the name of a dataset of the table. */
export function ownFilesOf(text: string): OwnFiles | null {
  if (isNpzPath(text)) return { npz: text }
  if (!text.startsWith('{')) return null
  try {
    const files = JSON.parse(text) as Partial<NpzFile & IdxFiles>
    const isWhole =
      typeof files.npz === 'string' || [files.images, files.labels].every(path => typeof path === 'string')
    return isWhole ? (files as OwnFiles) : null
  } catch {
    return null // in a manifest that somebody has edited
  }
}

const isNpzPath = (path: string) => path.endsWith('.npz') && !path.startsWith('{')

/**
 * What tables call the dataset of a configuration: its name, or the file as written. Labels are named beside images where
 * their name does not follow from that of the images, as that of train-labels-idx1-ubyte does.
 */
export function datasetLabel(text: string): string {
  const files = ownFilesOf(text)
  if (files === null) return text
  if ('npz' in files) return files.npz
  const expected = files.images.replaceAll('images', 'labels').replaceAll('idx3', 'idx1')
  return files.labels === expected ? files.images : `${files.images} + ${files.labels}`
}
