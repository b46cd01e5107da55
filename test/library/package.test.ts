// The package as another program has it: installed in a folder of its own, from the files that are published.
import { execFile, execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { longTest } from '../long.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const app = install()
afterAll(() => rmSync(app, { recursive: true, force: true }))

/** Copies what npm would publish into a new program's node_modules, beside what it depends on. */
function install(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bench-app-'))
  const modules = join(folder, 'node_modules')
  mkdirSync(modules)
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name === 'mlp-bench' || name.startsWith('.')) continue
    symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [{ files }] = JSON.parse(packed) as [{ files: readonly { path: string }[] }]
  for (const { path } of files) {
    const target = join(modules, 'mlp-bench', path)
    mkdirSync(dirname(target), { recursive: true })
    cpSync(join(root, path), target)
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  return folder
}

function node(...args: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return promisify(execFile)(process.execPath, args, { cwd: app })
}

test('a program that depends on the package trains in worker threads, and ends', async () => {
  writeFileSync(
    join(app, 'sweep.js'),
    `import { planExperiment, runExperiment } from 'mlp-bench'
const plan = await planExperiment({ name: 'a', model: { hidden: [4] }, training: { epochs: 1, batch_size: 500 }, seeds: 2 })
for await (const { type, outcome } of runExperiment(plan, { workers: 2, runsDir: 'runs' })) {
  if (type === 'trial-ended') console.log(outcome.status)
}
`,
  )
  expect((await node('sweep.js')).stdout).toBe('completed\ncompleted\n')
  expect(readdirSync(join(app, 'runs'))).toHaveLength(1)
})

test('to import it starts no thread', async () => {
  const script = "await import('mlp-bench'); console.log(process.report.getReport().workers.length)"
  expect((await node('--input-type=module', '-e', script)).stdout).toBe('0\n')
})

test('its types are enough for a strict program that checks the declarations too', async () => {
  writeFileSync(
    join(app, 'program.ts'),
    `import { activations, createNetwork, loadDataset, measure, networkSpec, type Network, ReferenceNetwork } from 'mlp-bench'
const network: Network = await createNetwork({ sizes: [784, 10], activation: { name: 'leaky-relu', negative_slope: 0.1 } })
const data = await loadDataset('mnist-10k')
const accuracy: number = measure(network, data.train).accuracy
const y: number = activations.sigmoid.value(0)
const reference = new ReferenceNetwork(networkSpec({ sizes: [784, 10], optimizer: { name: 'sgd', momentum: 0.9 } }), 0)
// @ts-expect-error there is no such activation
await createNetwork({ sizes: [784, 10], activation: 'rellu' })
// @ts-expect-error adam has no momentum
await createNetwork({ sizes: [784, 10], optimizer: { name: 'adam', momentum: 0.9 } })
console.log(accuracy, y, reference.steps)
`,
  )
  const options = [
    '--strict',
    '--exactOptionalPropertyTypes',
    '--noEmit',
    '--module',
    'nodenext',
    '--target',
    'es2023',
  ]
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const { stdout } = await node(
    tsc,
    ...options,
    '--types',
    'node',
    '--skipLibCheck',
    'false',
    'program.ts',
  ).catch((error: { stdout: string }) => error)
  expect(stdout).toBe('')
})

const manual = readFileSync(join(root, 'docs', 'library.md'), 'utf8')

longTest('the programs of the manual run', async () => {
  const programs = [...manual.matchAll(/```js\n(import [\s\S]*?)```/g)].map(([, program]) => program!)
  expect(programs).toHaveLength(2)
  for (const [i, program] of programs.entries()) {
    const short = program
      .replace('epoch < 5', 'epoch < 1')
      .replace("name: 'width',", "name: 'width', training: { epochs: 1 },")
    writeFileSync(join(app, `manual-${i}.js`), short)
    expect((await node(`manual-${i}.js`)).stdout).toMatch(i === 0 ? /accuracy: 0\.\d/ : /^1 \w+ 0\.\d/m)
  }
})

test('the manual names everything that the package exports', async () => {
  const script = "console.log(Object.keys(await import('mlp-bench')).join(' '))"
  const names = (await node('--input-type=module', '-e', script)).stdout.trim().split(' ')
  expect(names.length).toBeGreaterThan(20)
  expect(names.filter(name => !new RegExp(`\\b${name}\\b`).test(manual))).toEqual([])
})
