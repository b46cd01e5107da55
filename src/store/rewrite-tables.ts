// Puts the tables of a run that is gone on with into the form that bench writes: in its columns, with its line ends, without the
// quotes that a spreadsheet has put around the cells, and with no epochs but of trials that are finished or can go on.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { epochColumns } from '../domain/columns.js'
import { cellsOf, formatHeader } from './csv.js'
import { replaceFile, writeWhole } from './durable.js'
import { replaceTable, type UnendedRun } from './final-order.js'
import { scanLines } from './lines.js'
import type { Repaired } from './repair.js'

/** What an editor or a spreadsheet changes of a table when it saves it, and no cell. */
export interface SavedForm {
  readonly lineEnds: boolean
  readonly quotes: boolean
}

/** What was put right, each as half a sentence. */
export function formTexts(file: string, { lineEnds, quotes }: SavedForm): readonly string[] {
  return [
    ...(lineEnds ? [`the line ends of ${file} made CR LF again, as bench writes them`] : []),
    ...(quotes ? [`the quotes around the cells of ${file} taken off`] : []),
  ]
}

/** An extended run may have hyperparameters that it had not before, and so columns; an editor may have saved the file. */
export async function rewriteTrialsIfNeeded(
  { path, plan, columns, dialect }: UnendedRun,
  finished: Repaired['finished'],
  isRepeated: boolean,
): Promise<SavedForm> {
  const file = join(path, 'trials.csv')
  const text = await readFile(file, 'utf8')
  const theirs = text.slice(0, text.indexOf('\n') + 1)
  const form = { lineEnds: /(^|[^\r])\n$/.test(theirs), quotes: theirs.includes('"') }
  if (theirs === formatHeader(columns, dialect) && !isRepeated) return form
  const rows = plan.trials.flatMap(trial => {
    const restored = finished.get(trial.trialId)
    return restored ? [{ trial, ...restored }] : []
  })
  await replaceTable(file, columns, rows, dialect)
  return form
}

/** Leaves only epochs of trials that are finished, or that a checkpoint has, in lines as bench writes them. */
export async function rewriteEpochsIfNeeded(
  { path, dialect }: UnendedRun,
  finished: Repaired['finished'],
  checkpoints: Repaired['checkpoints'],
): Promise<{
  readonly dropped: number
  readonly form: SavedForm
}> {
  const file = join(path, 'epochs.csv')
  const header = formatHeader(epochColumns, dialect)
  const isKept = (line: Buffer): boolean => {
    const cells = cellsOf(line.toString('latin1'), dialect.delimiter)
    const upTo = finished.has(cells[0]!) ? Infinity : checkpoints.get(cells[0]!)
    return upTo !== undefined && Number(cells[epochCell]) <= upTo
  }
  let [dropped, lineEnds, quotes, isSameHeader] = [0, false, false, false]
  await scanLines(file, (line, position) => {
    if (position === 0) isSameHeader = line.equals(Buffer.from(header))
    else if (!isKept(line)) dropped++
    lineEnds ||= line.at(-2) !== CARRIAGE_RETURN
    quotes ||= line.includes(QUOTE)
  })
  const form = { lineEnds, quotes }
  if (dropped === 0 && !lineEnds && !quotes && isSameHeader) return { dropped, form }
  await replaceFile(file, async ({ fd }) => {
    let lines = header
    const write = () => {
      writeWhole(fd, Buffer.from(lines))
      lines = ''
    }
    await scanLines(file, (line, position) => {
      if (position > 0 && isKept(line))
        lines += `${cellsOf(line.toString('utf8'), dialect.delimiter).join(dialect.delimiter)}\r\n`
      if (lines.length >= WRITE_SIZE) write()
    })
    write()
  })
  return { dropped, form }
}

const [CARRIAGE_RETURN, QUOTE] = [0x0d, 0x22]
const WRITE_SIZE = 1 << 18

const epochCell = epochColumns.findIndex(({ name }) => name === 'epoch')
