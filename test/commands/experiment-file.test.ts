import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
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
