import { readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { describeColumns, withDescribedColumns } from './describe-columns.js'

const path = new URL('../../runs/README.md', import.meta.url)

test('runs/README.md describes the columns as the tables have them', async () => {
  const readme = await readFile(path, 'utf8')
  const upToDate = withDescribedColumns(readme)
  // To rewrite it: UPDATE=1 npx vitest run test/store/readme.test.ts
  if (process.env['UPDATE']) await writeFile(path, upToDate)
  else expect(readme).toBe(upToDate)
})

test('every column is described in a row of three cells', () => {
  const rows = describeColumns()
    .split('\n')
    .filter(line => line.startsWith('| '))
  for (const name of [
    'trial_id',
    'best_<objective>',
    'momentum',
    'validation_accuracy_ci95',
    'tied',
    'attempt',
  ])
    expect(rows.some(row => row.includes(`\`${name}\``))).toBe(true)
  for (const row of rows) expect(row.split('|')).toHaveLength(5)
})

test('a text without the markers is refused', () => {
  expect(() => withDescribedColumns('# runs\n')).toThrow('there is no')
})
