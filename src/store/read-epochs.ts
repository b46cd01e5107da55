// Reads the epochs of one trial from a run folder, its learning curve, without holding the others.
import { join } from 'node:path'
import { epochColumns } from '../domain/columns.js'
import type { EpochRecord } from '../domain/measurement.js'
import { formatHeader } from './csv.js'
import { scanLines } from './lines.js'
import { explainReading } from './read-manifest.js'
import type { StoredRun } from './read-run.js'
import { type CsvRecord, parseTable } from './read-table.js'

/** In the order of the epochs; empty where the trial has measured none. Throws a UserError when the file is damaged. */
export async function readEpochs(
  { path, manifest }: Pick<StoredRun, 'path' | 'manifest'>,
  trialId: string,
): Promise<readonly EpochRecord[]> {
  const file = join(path, 'epochs.csv')
  const begin = trialId + manifest.csv.delimiter
  let lines = formatHeader(epochColumns, manifest.csv)
  await explainReading(file, () =>
    scanLines(file, line => {
      if (line.toString('latin1', 0, begin.length) === begin) lines += line.toString('utf8')
    }),
  )
  const byEpoch = new Map<number, EpochRecord>() // the last counts, as where a trial was tried again
  for (const record of parseTable(file, lines, epochColumns, manifest.csv)) {
    const epoch = epochOf(record)
    byEpoch.set(epoch.epoch, epoch)
  }
  return [...byEpoch.values()].sort((a, b) => a.epoch - b.epoch)
}

function epochOf(record: CsvRecord): EpochRecord {
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
