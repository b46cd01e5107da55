// Rules that the repository checks of itself: who may import whom, and how sources look. Each finding is file:line: what.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'

/** Inside the dashboard data flows one way as well: each of these imports from those before it, and of view.ts types alone. */
const stages = ['model', 'lines', 'keys', 'pages', 'screen'].map(name => `dashboard/${name}`)

/** What each folder of src may import: other folders of src (`core types` for types alone), and packages or node modules. */
const rules: Readonly<
  Record<string, { readonly folders: readonly string[]; readonly packages: readonly string[] }>
> = {
  core: { folders: [], packages: [] },
  domain: { folders: ['core types'], packages: ['fastest-levenshtein'] },
  data: { folders: ['domain', 'core'], packages: ['node', 'fflate', 'mnist'] },
  sweep: { folders: ['domain', 'core', 'data'], packages: ['node:crypto'] },
  spec: {
    folders: ['domain', 'core', 'data', 'sweep'],
    packages: ['node', 'yaml'],
  },
  trainer: { folders: ['domain', 'core', 'data'], packages: ['node:crypto'] },
  executor: {
    folders: ['domain', 'trainer', 'core', 'data types'],
    packages: ['node:worker_threads'],
  },
  models: { folders: ['domain', 'core', 'data'], packages: ['node'] },
  store: {
    folders: ['domain', 'statistics', 'models', 'core'],
    packages: ['node', 'csv-parse', 'csv-stringify'],
  },
  statistics: { folders: ['domain'], packages: ['jstat'] },
  report: { folders: ['domain', 'statistics', 'core'], packages: ['string-width'] },
  dashboard: { folders: ['domain', 'statistics', 'report', ...stages], packages: ['node'] },
  ...Object.fromEntries(
    stages.map((stage, i) => [
      stage,
      {
        folders: ['domain', 'statistics', 'report', ...stages.slice(0, i), 'dashboard types'],
        packages:
          {
            'dashboard/model': ['fastest-levenshtein'],
            'dashboard/lines': ['string-width'],
            'dashboard/screen': ['node', 'react', 'ink', 'string-width'],
          }[stage] ?? [],
      },
    ]),
  ),
  commands: {
    folders: [
      'core',
      'data',
      'dashboard',
      'dashboard/model types',
      'dashboard/pages',
      'domain',
      'executor',
      'models',
      'report',
      'spec',
      'statistics',
      'store',
      'sweep',
      'trainer',
    ],
    packages: ['node'],
  },
  library: {
    folders: [
      'commands',
      'core',
      'data',
      'domain',
      'executor',
      'models',
      'spec',
      'statistics',
      'store',
      'sweep',
      'trainer',
    ],
    packages: ['node'],
  },
  // cli.ts and main.ts, beside the folders
  '.': { folders: ['commands', 'domain', 'report'], packages: ['node', 'yargs'] },
}

interface Finding {
  readonly file: string
  readonly line: number
  readonly what: string
}
const show = ({ file, line, what }: Finding) => `${file}:${line}: ${what}`

/** Every import of a source, static or dynamic. */
function importsOf(text: string): {
  readonly line: number
  readonly from: string
  readonly typesOnly: boolean
  readonly isDynamic: boolean
}[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)(\s+type)?\s[^'"\n;]*(?:\n[^'"\n;]*)*?\bfrom\s+'([^']+)'|\bimport\('([^']+)'\)/g
  return [...text.matchAll(pattern)].map(match => ({
    line: text.slice(0, match.index + match[0].length).split('\n').length,
    from: (match[2] ?? match[3])!,
    isDynamic: match[3] !== undefined,
    typesOnly: match[1] !== undefined || /^\s*import\s*\{(\s*type\s[\w ]+,?)+\s*\}/.test(match[0]),
  }))
}

/** The innermost folder around a source that has a rule of its own. */
function folderOf(path: string): string {
  const folders = path.split('/').slice(1, -1)
  while (folders.length > 1 && !(folders.join('/') in rules)) folders.pop()
  return folders.join('/') || '.'
}

function importFindings(file: string, text: string): Finding[] {
  const own = folderOf(file)
  const rule = rules[own]
  if (rule === undefined) return [{ file, line: 1, what: `the folder ${own} has no rule` }]
  return importsOf(text).flatMap(({ line, from, typesOnly }) => {
    if (!from.startsWith('.')) {
      const allowed = rule.packages.some(
        name => from === name || from.startsWith(`${name}/`) || (name === 'node' && from.startsWith('node:')),
      )
      return allowed ? [] : [{ file, line, what: `${own} may not import ${from}` }]
    }
    const target = folderOf(normalize(join(dirname(file), from)))
    const allowed =
      target === own ||
      rule.folders.includes(target) ||
      (typesOnly && rule.folders.includes(`${target} types`))
    return allowed
      ? []
      : [
          {
            file,
            line,
            what: `${own} may not import ${target}${typesOnly ? '' : ' (but for types, perhaps)'}`,
          },
        ]
  })
}

/** What the perceptron may not use: the engine's own mathematics, clocks, files, chance. */
const forbiddenInCore =
  /\bMath\.(exp|expm1|log|log1p|log2|log10|tanh|sinh|cosh|sin|cos|tan|pow|cbrt|hypot|random|atan|asin|acos)\b|\bDate\b|\bperformance\b|\bconsole\b|[\w)\]]\s*\*\*\s*[\w(]/

function textFindings(file: string, text: string): Finding[] {
  const lines = text.split('\n')
  return lines.flatMap((content, i) => {
    const finding = (what: string): Finding => ({ file, line: i + 1, what })
    const code = content.replace(/\/\/.*|^\s*\*.*|\/\*.*?\*\//, '')
    return [
      ...(content.length > 140 ? [finding(`${content.length} characters`)] : []),
      ...(/\b(TODO|FIXME|XXX|HACK)\b/.test(content) ? [finding('a leftover')] : []),
      ...(/\bexport default\b/.test(code) ? [finding('a default export')] : []),
      ...(/\bas any\b|: any\b/.test(code) ? [finding('any')] : []),
      ...(/\bprocess\.exit\(/.test(code) ? [finding('exits in the middle of something')] : []),
      ...(file.startsWith('src/core/') && forbiddenInCore.test(code)
        ? [finding('core is built from + - * / and sqrt alone')]
        : []),
    ]
  })
}

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter(file => file !== '' && existsSync(file))
const sources = tracked.filter(
  file => /^src\/.*\.tsx?$/.test(file) && !file.endsWith('.d.ts') && !file.startsWith('src/core/assembly/'),
)
const read = (file: string) => readFileSync(file, 'utf8')

describe('the sources', () => {
  test('import only what their folder may', () => {
    expect(sources.flatMap(file => importFindings(file, read(file))).map(show)).toEqual([])
  })

  test('have no leftovers, no any, no default exports, no line that nobody can read', () => {
    expect(sources.flatMap(file => textFindings(file, read(file))).map(show)).toEqual([])
  })

  test('begin by saying what they are for', () => {
    expect(sources.filter(file => !/^\/\/ \S/.test(read(file)))).toEqual([])
  })

  test('are not called by a name that says nothing', () => {
    const vague = /(^|\/)(utils?|helpers?|common|misc|manager|index|types)\.tsx?$/
    expect(sources.filter(file => vague.test(file))).toEqual([])
  })

  test('are read by someone: no file of src is dead', () => {
    // The program, the package, its threads, a tool, and the definition that the tests hold the engine against.
    const entries = [
      'src/main.ts',
      'src/library/public.ts',
      'src/executor/worker.ts',
      'src/spec/write-schema.ts',
      'src/core/reference.ts',
    ]
    const used = new Set(
      sources.flatMap(file =>
        importsOf(read(file))
          .filter(({ from }) => from.startsWith('.'))
          .map(({ from }) => normalize(join(dirname(file), from)).replace(/\.js$/, '')),
      ),
    )
    expect(sources.filter(file => !entries.includes(file) && !used.has(file.replace(/\.tsx?$/, '')))).toEqual(
      [],
    )
  })
})

/** Everything that a source needs before it can run; what is imported later, when it is called for, is not in it. */
function loadedBy(entry: string): readonly string[] {
  const loaded = new Set<string>()
  const load = (file: string) => {
    const text = read(file)
    for (const { from, typesOnly, isDynamic } of importsOf(text)) {
      if (typesOnly || isDynamic) continue
      const target = from.startsWith('.')
        ? normalize(join(dirname(file), from)).replace(/\.js$/, '.ts')
        : from
      if (loaded.has(target)) continue
      loaded.add(target)
      if (from.startsWith('.')) load(target)
    }
  }
  load(entry)
  return [...loaded].sort()
}

test('help answers at once: what main.ts loads before a command is called is small', () => {
  expect(loadedBy('src/main.ts')).toEqual([
    'node:fs',
    'src/cli.ts',
    'src/commands/option-mistakes.ts',
    'src/commands/runs-dir-option.ts',
    'src/domain/errors.ts',
    'src/domain/shell-word.ts',
    'src/report/printable.ts',
    'yargs',
  ])
})

test('the package is imported at once: no threads, YAML, CSV or dashboard before they are called for', () => {
  const packages = loadedBy('src/library/public.ts').filter(from => !/^(src\/|node:)/.test(from))
  expect(packages).toEqual(['fflate', 'jstat'])
})

describe('the repository', () => {
  test('holds no large file', () => {
    expect(tracked.filter(file => file !== 'package-lock.json' && read(file).length > 200_000)).toEqual([])
  })

  test('names no host of a registry in its lock file', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved": "https?:/)
  })

  test('declares every package that src imports, at a fixed version', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> }
    const imported = sources.flatMap(file => importsOf(read(file)).map(({ from }) => from))
    const packages = new Set(
      imported.filter(from => !/^(\.|node:)/.test(from)).map(from => from.split('/')[0]!),
    )
    expect([...packages].filter(name => dependencies[name] === undefined)).toEqual([])
    expect(Object.entries(dependencies).filter(([, version]) => !/^\d+\.\d+\.\d+/.test(version))).toEqual([])
  })
})

describe('the checks themselves', () => {
  test('find a forbidden import, with its line', () => {
    const text =
      "// x\nimport { a } from './a.js'\nimport { b } from '../store/csv.js'\nimport ink from 'ink'\n"
    expect(importFindings('src/core/x.ts', text).map(show)).toEqual([
      'src/core/x.ts:3: core may not import store (but for types, perhaps)',
      'src/core/x.ts:4: core may not import ink',
    ])
  })

  test('tell types from values, over several lines, and see dynamic imports', () => {
    const text =
      "import type {\n  A,\n} from '../core/a.js'\nimport { b } from '../core/b.js'\nconst c = await import('../store/c.js')\n"
    expect(importFindings('src/domain/x.ts', text).map(({ line }) => line)).toEqual([4, 5])
  })

  test('do not take an import of a type and a value for one of types alone', () => {
    const text = "import { type A, b } from '../core/a.js'\nimport { type A, type B } from '../core/a.js'\n"
    expect(importFindings('src/domain/x.ts', text).map(({ line }) => line)).toEqual([1])
  })

  test('find the mathematics of the engine in the core, and leave comments alone', () => {
    const text =
      '// Math.exp is not used\nconst a = Math.exp(1)\nconst b = 2 ** 3\n * Math.log in a comment\n'
    expect(textFindings('src/core/x.ts', text).map(({ line }) => line)).toEqual([2, 3])
  })
})
