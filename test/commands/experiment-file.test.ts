import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { openExperiment } from '../../src/commands/experiment-file.js'
import { mistakeOf, newFolder } from '../models/networks.js'
import { capture } from './capture.js'

function refused(spec: string) {
  const folder = newFolder()
  writeFileSync(join(folder, 'width.yaml'), 'name: a\n')
  mkdirSync(join(folder, 'more'))
  writeFileSync(join(folder, 'more', 'depth.yml'), 'name: a\n')
  return mistakeOf(() => openExperiment({ spec }, capture(folder).context))
}

describe('an experiment file that is not there', () => {
  test.each([
    ['width', 'did you mean width.yaml?'],
    ['width.yml', 'did you mean width.yaml?'],
    ['wdith.yaml', 'did you mean width.yaml?'],
    [join('more', 'depth'), `did you mean ${join('more', 'depth.yml')}?`],
    ['quite-another.yaml', 'the experiments that come with bench are in experiments/'],
    [join('nowhere', 'width.yaml'), 'the experiments that come with bench are in experiments/'],
  ])('%s: %s', async (spec, fix) => {
    expect(await refused(spec)).toMatchObject({
      code: 'file-unreadable',
      what: `${spec} cannot be read`,
      why: 'there is no such file',
      fix,
    })
  })

  test('and a folder is told from it', async () => {
    expect(await refused('more')).toMatchObject({ why: 'it is a folder', fix: 'name one of the files in it' })
  })
})

describe('where nothing comes for a second', () => {
  test.runIf(process.platform !== 'win32')('from a pipe, that is said, and then it is read', async () => {
    const folder = newFolder()
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const { context, talk } = capture(folder)
    const opening = openExperiment({ spec: 'pipe' }, context)
    await vi.waitFor(() => expect(talk()).not.toBe(''), { timeout: 60_000 })
    writeFileSync(pipe, 'name: slow\n')
    expect((await opening).experiment.name).toBe('slow')
    expect(talk()).toBe('waiting for an experiment from pipe; Ctrl-C gives up\n')
  })

  test('from standard input, the same', async () => {
    const { context, talk } = capture(newFolder())
    const opening = openExperiment({ spec: '-' }, context)
    await vi.waitFor(() => expect(talk()).not.toBe(''), { timeout: 60_000 })
    ;(context.stdin as PassThrough).end('name: typed\n')
    expect((await opening).experiment.name).toBe('typed')
    expect(talk()).toBe('waiting for an experiment from standard input; Ctrl-C gives up\n')
  })

  test('what is there at once is read without a word', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'a.yaml'), 'name: a\n')
    const { context, talk } = capture(folder)
    await openExperiment({ spec: 'a.yaml' }, context)
    await sleep(1200)
    expect(talk()).toBe('')
  })
})
