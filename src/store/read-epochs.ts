// Reads the epochs of one trial from a run folder, its learning curve, without holding the others.
import { join } from 'node:path'
import { epochColumns } from '../domain/columns.js'
import type { EpochRecord } from '../domain/measurement.js'
import { firstCell, scanLines } from './lines.js'
import type { StoredRun } from './read-run.js'
import { type CsvRecord, checkHeader, parseTable } from './read-table.js'
import { explainReading } from './reading.js'

/** In the order of the epochs; empty where the trial has measured none. Throws a UserError when the file is damaged. */
export async function readEpochs(run: RunWithEpochs, trialId: string): Promise<readonly EpochRecord[]> {
  return (await readEpochsOf(run, new Set([trialId]))).get(trialId)!
}

/** The same for several trials, in one pass: as many records are held as these have. */
export async function readEpochsOf(
  { path, manifest }: RunWithEpochs,
  trialIds: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly EpochRecord[]>> {
  const file = join(path, 'epochs.csv')
  const lines = new Map([...trialIds].map(trialId => [trialId, [] as string[]]))
  let header = ''
  await explainReading(file, () =>
    scanLines(file, (line, position) => {
      if (position === 0) header = line.toString('utf8')
      lines.get(firstCell(line, manifest.csv.delimiter))?.push(line.toString('utf8'))
    }),
  )
  checkHeader(file, header, epochColumns, manifest.csv)
  const epochs = [...lines].map(([trialId, texts]) => {
    const records = parseTable(file, header + texts.join(''), epochColumns, manifest.csv).map(epochOf)
    const byEpoch = new Map(records.map(record => [record.epoch, record])) // the last counts, as where a trial was tried again
    return [trialId, [...byEpoch.values()].sort((a, b) => a.epoch - b.epoch)] as const
  })
  return new Map(epochs)
}

type RunWithEpochs = Pick<StoredRun, 'path' | 'manifest'>

export function epochOf(record: CsvRecord): EpochRecord {
  const { train, validation, test } = record.measurements()
  return {
    epoch: record.number('epoch'),
    step: record.numberOrNull('step') ?? 0,
    learningRate: record.number('learning_rate'),
    train: train ?? record.damaged('the training loss is missing'),
    validation,
    test,
    durationS: record.number('duration_s'),
  }
}
