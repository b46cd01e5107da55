import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { findRun } from '../../src/commands/find-run.js'
import { program } from '../end-to-end/bench.js'
import { isLongRun } from '../long.js'
import { newStore, temporaryFolder } from '../store/small-run.js'

/** Runs that began at these times, in a folder with other things in it. */
async function runsAt(...times: readonly string[]): Promise<string> {
  const runsDir = await temporaryFolder()
  for (const time of times) {
    const store = await newStore(runsDir, { clock: { now: () => new Date(time) } })
    await store.close()
  }
  await mkdir(join(runsDir, 'not-a-run'))
  await mkdtemp(join(runsDir, '.hidden-'))
  await writeFile(join(runsDir, 'README.md'), '# runs\n')
  return runsDir
}

const [first, second] = ['width-20261121-090000', 'width-20261122-080000']
const twoRuns = () => runsAt('2026-11-21T09:00:00Z', '2026-11-22T08:00:00Z')
const find = (reference: string, runsDir: string, cwd = runsDir) => findRun(reference, { runsDir, cwd })

describe('findRun', () => {
  test('takes a path, a name, the beginning of a name, and latest', async () => {
    const runsDir = await twoRuns()
    const elsewhere = await temporaryFolder()
    expect(await find(join(runsDir, first!), runsDir, elsewhere)).toBe(join(runsDir, first!))
    expect(await find(`./${first}`, elsewhere, runsDir)).toBe(join(runsDir, first!))
    expect(await find(`${first}/`, runsDir)).toBe(join(runsDir, first!))
    expect(await find(second!, runsDir, elsewhere)).toBe(join(runsDir, second!))
    expect(await find('width-20261121', runsDir, elsewhere)).toBe(join(runsDir, first!))
    expect(await find('latest', runsDir)).toBe(join(runsDir, second!))
  })

  test('finds the run that began last, not the last name', async () => {
    const runsDir = await twoRuns()
    const manifest = join(runsDir, first!, 'manifest.json')
    const text = await readFile(manifest, 'utf8')
    await writeFile(manifest, text.replace('2026-11-21T09', '2026-12-24T09'))
    expect(await find('latest', runsDir)).toBe(join(runsDir, first!))
  })

  test('passes over runs that are damaged or from a later version', async () => {
    const runsDir = await runsAt('2026-11-21T09:00:00Z', '2026-11-22T08:00:00Z', '2026-11-23T08:00:00Z')
    await writeFile(join(runsDir, second!, 'manifest.json'), '{')
    const later = join(runsDir, 'width-20261123-080000', 'manifest.json')
    await writeFile(later, (await readFile(later, 'utf8')).replace('"format": 1', '"format": 2'))
    expect(await find('latest', runsDir)).toBe(join(runsDir, first!))
  })

  test.skipIf(process.platform !== 'linux')(
    'does not take another run for the latest when one cannot be read for now',
    async () => {
      const runsDir = await twoRuns()
      const manifest = join(runsDir, second!, 'manifest.json')
      await rm(manifest)
      await symlink('/proc/self/mem', manifest) // a file whose beginning nobody can read: EIO
      await expect(find('latest', runsDir)).rejects.toMatchObject({ mistakes: [{ code: 'file-unreadable' }] })
    },
  )

  test.runIf(isLongRun && process.platform !== 'win32')(
    'finds the latest of more runs than the process may open files, and bench list finds them all',
    async () => {
      const runsDir = await twoRuns()
      const files = ['manifest.json', 'trials.csv', 'epochs.csv']
      const texts = await Promise.all(files.map(file => readFile(join(runsDir, first!, file), 'utf8')))
      for (let i = 0; i < 300; i++) {
        const path = join(runsDir, `more-${i}`)
        await mkdir(path)
        for (const [f, file] of files.entries()) await writeFile(join(path, file), texts[f]!)
      }
      const bench = (command: string) =>
        promisify(execFile)(
          'bash',
          ['-c', `ulimit -n 60; exec "$0" "$1" ${command} --runs-dir . --json`, process.execPath, program],
          { cwd: runsDir, maxBuffer: 1 << 24 },
        )
      expect(JSON.parse((await bench('show latest')).stdout)).toMatchObject({ name: second })
      const { stdout } = await bench('list')
      expect(JSON.parse(stdout)).toHaveLength(302)
      expect(stdout).not.toContain('"problem"')
    },
  )

  test('says which runs a beginning could mean', async () => {
    const runsDir = await twoRuns()
    await expect(find('width', runsDir)).rejects.toMatchObject({
      mistakes: [{ code: 'ambiguous-run', why: `${first}, ${second}` }],
    })
  })

  test('prefers the whole name to names that begin with it', async () => {
    const runsDir = await runsAt('2026-11-21T09:00:00Z', '2026-11-21T09:00:00Z')
    expect(await find(first!, runsDir)).toBe(join(runsDir, first!))
  })

  test('suggests a name that is near', async () => {
    const runsDir = await twoRuns()
    await expect(find('widht-20261121-090000', runsDir)).rejects.toMatchObject({
      mistakes: [{ code: 'unknown-run', fix: `did you mean "${first}"?` }],
    })
    await expect(find('wodth', runsDir)).rejects.toMatchObject({
      mistakes: [{ code: 'unknown-run', fix: `did you mean "${second}"?` }],
    })
    await expect(find('learning', runsDir)).rejects.toMatchObject({
      mistakes: [{ code: 'unknown-run', fix: expect.stringContaining('bench list') }],
    })
  })

  test('says what it is that was named and is no run', async () => {
    const runsDir = await twoRuns()
    await writeFile(join(runsDir, 'my.yaml'), 'name: my\n')
    await expect(find('my.yaml', runsDir)).rejects.toMatchObject({
      mistakes: [
        {
          code: 'unknown-run',
          what: 'my.yaml is not a run',
          why: 'it is a file, and a run is a folder',
          fix: expect.stringContaining('bench run my.yaml --resume'),
        },
      ],
    })
    await expect(find('README.md', runsDir)).rejects.toMatchObject({
      mistakes: [{ why: 'it is a file, and a run is a folder', fix: expect.stringContaining('bench list') }],
    })
    await expect(find('not-a-run', runsDir)).rejects.toMatchObject({
      mistakes: [{ code: 'unknown-run', why: 'there is no manifest.json in that folder' }],
    })
  })

  test('says that the folder of the runs is a file, and repeats --runs-dir in what it recommends', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'file')
    await writeFile(file, '')
    await expect(find('latest', file, folder)).rejects.toMatchObject({
      mistakes: [
        {
          code: 'file-unreadable',
          what: `cannot read ${file}`,
          why: 'there is a file in the place of a folder (ENOTDIR)',
          fix: 'runs are in folders of their own, in runs/ or where --runs-dir says',
        },
      ],
    })
    await expect(find('latest', join(folder, 'my runs'), folder)).rejects.toMatchObject({
      mistakes: [{ fix: "bench run experiments/quickstart.yaml --runs-dir 'my runs'" }],
    })
  })

  test('says so when there are no runs at all', async () => {
    const runsDir = join(await temporaryFolder(), 'runs')
    await expect(find('latest', runsDir)).rejects.toMatchObject({
      mistakes: [{ code: 'unknown-run', why: `${runsDir} holds no runs` }],
    })
  })
})
