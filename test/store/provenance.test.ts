import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { describeGit, describeMachine, describeProvenance, withoutHome } from '../../src/store/provenance.js'
import { temporaryFolder } from './small-run.js'

describe('describeGit', () => {
  test('knows the commit, and whether tracked files differ from it', async () => {
    const folder = await temporaryFolder()
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b', ...args], {
        cwd: folder,
        encoding: 'utf8',
      })
    git('init', '--quiet')
    expect(await describeGit(folder)).toBeNull() // no commit yet
    await writeFile(join(folder, 'tracked'), 'one')
    git('add', 'tracked')
    git('commit', '--quiet', '--message', 'first')
    const commit = git('rev-parse', 'HEAD').trim()
    expect(await describeGit(folder)).toEqual({ commit, dirty: false })
    await writeFile(join(folder, 'untracked'), 'two')
    expect(await describeGit(folder)).toEqual({ commit, dirty: false })
    await writeFile(join(folder, 'tracked'), 'three')
    expect(await describeGit(folder)).toEqual({ commit, dirty: true })
  })

  test('is null outside a checkout and where the folder is gone', async () => {
    const folder = await temporaryFolder()
    expect(await describeGit(folder)).toBeNull()
    expect(await describeGit(join(folder, 'gone'))).toBeNull()
  })
})

describe('describeProvenance', () => {
  test('names the engine that runs and a machine with cores and memory, and no host or user', async () => {
    const { engine, machine } = await describeProvenance(await temporaryFolder())
    expect(engine).toEqual({ node: process.versions.node, v8: process.versions.v8 })
    expect(machine).toEqual(describeMachine())
    expect(Object.keys(machine)).toEqual(['cpu', 'cores', 'memory_bytes', 'platform', 'arch'])
    expect(machine.cores).toBeGreaterThan(0)
    expect(machine.memory_bytes).toBeGreaterThan(2 ** 20)
  })
})

test('a path in the home directory is told without the name of its owner', () => {
  expect(withoutHome('Keras (/home/ada/.keras/mnist.npz)', '/home/ada')).toBe('Keras (~/.keras/mnist.npz)')
  expect(withoutHome('--data-dir=/home/ada', '/home/ada')).toBe('--data-dir=~')
  expect(withoutHome('"/home/ada" \'/home/ada\' /home/ada x', '/home/ada')).toBe('"~" \'~\' ~ x')
  expect(withoutHome('/home/ada/x', '/home/ada/')).toBe('~/x')
  expect(withoutHome('C:\\Users\\ada\\x', 'C:\\Users\\ada')).toBe('~\\x')
  expect(withoutHome('/data/mnist', '/')).toBe('/data/mnist')
})

test('a folder whose name only begins like the home directory is left alone', () => {
  expect(withoutHome('/home/anna/x /home/ann-old /home/ann/y', '/home/ann')).toBe(
    '/home/anna/x /home/ann-old ~/y',
  )
})
