// The user's own files that an experiment names, and what was found in them. The files are read by load-with-data.ts;
// here is what that means for the draft.
import type { DatasetFacts } from '../domain/dataset-facts.js'
import type { Mistake } from '../domain/errors.js'
import { type FileKey, ownFilesOf } from '../domain/own-files.js'
import { type Draft, plainsOf } from './draft.js'
import type { MistakeList } from './mistake-list.js'
import type { Span } from './source.js'
import type { Written, WrittenPlain } from './written.js'

/** What came of reading own files. */
export type OwnReading =
  | { readonly status: 'read'; readonly facts: DatasetFacts }
  /** key: of the file or part that the mistakes are about. */
  | {
      readonly status: 'refused'
      readonly mistakes: readonly Mistake[]
      readonly key: FileKey | 'classes' | null
    }

/** By the text that configurations have. */
export type OwnReadings = ReadonlyMap<string, OwnReading>

/** The texts of all own files that the draft may use. */
export function ownDatasetsOf(draft: Draft): readonly string[] {
  const texts = plainsOf(draft, 'dataset').map(({ value }) => String(value))
  return [...new Set(texts)].filter(text => ownFilesOf(text) !== null)
}

/**
 * The draft with what was found in its own files. Those that were refused, or not read at all, are mistakes where they
 * are written, and are left out like anything that was wrong, so that nothing further is said about them.
 */
export function withOwnDatasets(draft: Draft, readings: OwnReadings, mistakes: MistakeList): Draft {
  const facts: Record<string, DatasetFacts> = {}
  const isRead = (written: Written) => {
    const text = written.kind === 'plain' ? String(written.value) : ''
    if (written.kind !== 'plain' || ownFilesOf(text) === null) return true
    const reading = readings.get(text) ?? notRead
    if (reading.status === 'read') facts[text] = reading.facts
    else addRefusal(written, reading, mistakes)
    return reading.status === 'read'
  }
  const axis = draft.axes.get('dataset')
  if (axis !== undefined) {
    const values = axis.values.filter(isRead)
    const isComplete = axis.isComplete && values.length === axis.values.length
    return {
      ...draft,
      ownDatasets: facts,
      axes: new Map(draft.axes).set('dataset', { ...axis, values, isComplete }),
    }
  }
  const fixed = draft.fixed.get('dataset')
  if (fixed == null || isRead(fixed)) return { ...draft, ownDatasets: facts }
  return { ...draft, fixed: new Map(draft.fixed).set('dataset', null) }
}

const notRead: Extract<OwnReading, { status: 'refused' }> = {
  status: 'refused',
  mistakes: [
    {
      code: 'data-not-found',
      what: 'the files of this dataset were not read',
      why: 'an experiment on own files is loaded together with them',
    },
  ],
  key: null,
}

const RELATIVE = 'paths are relative to the folder of the experiment file'

function addRefusal(
  { at, parts }: WrittenPlain,
  { mistakes: found, key }: Extract<OwnReading, { status: 'refused' }>,
  mistakes: MistakeList,
): void {
  const place: Span = (key === null ? undefined : parts?.[key]) ?? at
  for (const { code, what, why, fix = code === 'file-unreadable' ? RELATIVE : undefined } of found)
    mistakes.add(code, place, what, { ...(why !== undefined && { why }), ...(fix !== undefined && { fix }) })
}
