import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Comparison } from '../../src/report/compare.js'
import { comparisonLatex } from '../../src/report/compare-latex.js'
import { comparisonOf } from './compared.js'
import { fourCells, plan } from './four-cells.js'

/** Everything that means something to TeX, at places where it would. */
const name = '[*] 50% & #1 $x$ a_b {c} ~ ^ \\end{tabular} <p> | --'

function hostile(): Comparison {
  const comparison = comparisonOf(plan, fourCells, ['activation'], ['hidden', 'activation'], [])
  return {
    ...comparison,
    notes: [name],
    tables: comparison.tables.map(table => ({
      ...table,
      rows: table.rows.map((row, i) => ({
        ...row,
        cells: row.cells.map(() => `${name} ${i}`),
        whyNot: name,
      })),
    })) as Comparison['tables'],
  }
}

describe('a comparison as LaTeX', () => {
  test('is a tabular with the rules of booktabs, and says in comments what is compared', () => {
    const lines = comparisonLatex(comparisonOf(plan, fourCells, ['activation']))
    expect(lines[0]).toBe('% validation accuracy % at the last epoch, higher is better')
    const start = lines.indexOf('')
    expect(lines.slice(start + 1)).toEqual([
      '% activation moves it by 2.00',
      '% over 2 settings of hidden x 3 seeds',
      '\\begin{tabular}{lrrrr}',
      '\\toprule',
      'activation & validation accuracy \\% & difference & p & compared \\\\',
      '\\midrule',
      'relu & $\\mathbf{92.00 \\pm 2.48}$ &  &  & 6/6 \\\\',
      'tanh & $90.00 \\pm 0.00^{=}$ & $-2.00 \\pm 2.48$ & $0.074$ & 6/6 \\\\',
      '\\bottomrule',
      '\\end{tabular}',
    ])
  })

  test('escapes what means something to TeX', () => {
    const lines = comparisonLatex(hostile())
    expect(lines.join('\n')).toContain(
      '{[}{*}{]} 50\\% \\& \\#1 \\$x\\$ a\\_b \\{c\\} \\textasciitilde{} \\textasciicircum{} ' +
        '\\textbackslash{}end\\{tabular\\} $<$p$>$ $|$ -{}-{} 0',
    )
    // Outside comments nothing is left of it as it was.
    const code = lines.filter(line => !line.startsWith('%')).join('\n')
    expect(code.match(/\\end\{tabular\}/g)).toHaveLength(3)
  })

  test('writes small numbers as powers of ten', () => {
    const comparison = comparisonOf(plan, trial => 0.5 + 1e-7 * trial.seed, ['activation'])
    // Per seed 0.5, 0.5000001, 0.5000002: half-width 4.3027 x 1e-7 / sqrt 3 = 2.484e-7, in percent 2.5e-5
    expect(comparisonLatex(comparison).join('\n')).toContain('50.00 \\pm 2.5\\cdot 10^{-5}')
  })

  test('says so where names need another compiler than pdflatex', () => {
    const comparison = comparisonOf(plan, fourCells, ['activation'])
    const [table] = comparison.tables
    const rows = table!.rows.map(row => ({ ...row, cells: ['한국어.npz'] }))
    const korean = { ...comparison, tables: [{ ...table!, rows }] } as Comparison
    const advice = '% for its names: xelatex or lualatex, and a font that has them'
    expect(comparisonLatex(korean)).toContain(advice)
    expect(comparisonLatex(comparison)).not.toContain(advice)
  })

  const latex = spawnSync('pdflatex', ['--version']).status === 0
  test.skipIf(!latex)('compiles, whatever names there are (needs pdflatex)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bench-latex-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const body = comparisonLatex(hostile()).join('\n')
    writeFileSync(
      join(folder, 'table.tex'),
      `\\documentclass{article}\\usepackage{booktabs}\\begin{document}\n${body}\n\\end{document}\n`,
    )
    const { status } = spawnSync('pdflatex', ['-interaction=nonstopmode', '-halt-on-error', 'table.tex'], {
      cwd: folder,
    })
    expect(readFileSync(join(folder, 'table.log'), 'utf8')).not.toMatch(/^! /m)
    expect(status).toBe(0)
  })
})
