import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { listRuns } from '../../src/store/list-runs.js'
import { newStore, temporaryFolder } from './small-run.js'

describe('listRuns', () => {
  test('lists folders with a manifest by name, and nothing else', async () => {
    const runsDir = await temporaryFolder()
    for (const _ of [1, 2]) await newStore(runsDir).then(store => store.close())
    await mkdir(join(runsDir, 'not-a-run'))
    await mkdtemp(join(runsDir, '.hidden-'))
    await writeFile(join(runsDir, 'README.md'), '# runs\n')
    const names = ['width-20261121-160405', 'width-20261121-160405-2']
    expect(await listRuns(runsDir)).toEqual(names.map(name => ({ name, path: join(runsDir, name) })))
  })

  test('finds nothing where there is no folder', async () => {
    expect(await listRuns(join(await temporaryFolder(), 'runs'))).toEqual([])
  })

  test('refuses what is not a folder', async () => {
    const file = join(await temporaryFolder(), 'file')
    await writeFile(file, '')
    await expect(listRuns(file)).rejects.toMatchObject({ mistakes: [{ code: 'file-unreadable' }] })
  })
})
