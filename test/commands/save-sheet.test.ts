import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { saveSheet } from '../../src/commands/save-sheet.js'

test('a table goes into exports/ of the folder, each time under another name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-sheet-'))
  try {
    const sheet = {
      name: 'ranking',
      columns: ['activation', 'mean'],
      rows: [
        [
          { value: '=relu', text: '=relu' },
          { value: 0.97312345, text: '97.31' },
        ],
      ],
    }
    const paths = [
      await saveSheet(folder, sheet, 'csv'),
      await saveSheet(folder, sheet, 'csv'),
      await saveSheet(folder, sheet, 'markdown'),
    ]
    expect(paths).toEqual([
      join('exports', 'ranking-1.csv'),
      join('exports', 'ranking-2.csv'),
      join('exports', 'ranking-1.md'),
    ])
    const [csv, , markdown] = await Promise.all(paths.map(path => readFile(join(folder, path), 'utf8')))
    // A text that a spreadsheet would run is defused, a number is whole.
    expect(csv).toBe("activation,mean\r\n'=relu,0.97312345\r\n")
    expect(markdown).toBe('| activation | mean |\n| --- | --: |\n| =relu | 97.31 |\n')
  } finally {
    await rm(folder, { recursive: true })
  }
})
