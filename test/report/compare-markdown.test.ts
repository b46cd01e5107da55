import { expect, test } from 'vitest'
import type { Comparison } from '../../src/report/compare.js'
import { comparisonMarkdown } from '../../src/report/compare-markdown.js'
import { comparisonOf } from './compared.js'
import { fourCells, plan } from './four-cells.js'

test('a table of GitHub, the best in bold', () => {
  const lines = comparisonMarkdown(comparisonOf(plan, fourCells, ['activation']))
  expect(lines[0]).toBe('## validation accuracy % at the last epoch, higher is better')
  const start = lines.indexOf('### activation moves it by 2.00')
  expect(lines.slice(start, start + 8)).toEqual([
    '### activation moves it by 2.00',
    '',
    'over 2 settings of hidden x 3 seeds',
    '',
    '| activation | validation accuracy % | difference | p | compared |',
    '| :-- | --: | --: | --: | --: |',
    '| relu | **92.00 ± 2.48** |  |  | 6/6 |',
    '| tanh | = 90.00 ± 0.00 | -2.00 ± 2.48 | 0.074 | 6/6 |',
  ])
})

test('two axes are a grid, unless it would have too many columns', () => {
  const lines = comparisonMarkdown(comparisonOf(plan, fourCells, ['hidden', 'activation']))
  expect(lines).toContain('| hidden \\\\ activation | relu | tanh |')
  expect(lines).toContain('| 16 | **93.00 ± 2.48** | = 91.00 ± 0.00 |')
})

test('no name is taken for Markdown, HTML or the end of a cell', () => {
  const comparison = comparisonOf(plan, fourCells, ['activation'])
  const [table] = comparison.tables
  const rows = table!.rows.map(row => ({ ...row, cells: ['a|b_c*d`<i>[x](y)\\|'] }))
  const hostile = { ...comparison, tables: [{ ...table!, rows }] } as Comparison
  const cell = '| a\\|b\\_c\\*d\\`\\<i\\>\\[x\\](y)\\\\\\| |'
  expect(comparisonMarkdown(hostile).filter(line => line.startsWith(cell))).toHaveLength(2)
})
