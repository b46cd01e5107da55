// What is told to the process in the background, and to whoever started it.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sayWhere, wordsFor } from '../../src/commands/background.js'
import { talk } from '../../src/commands/talk.js'
import { capture } from './capture.js'

const cwd = '/home/ada'
const path = join(cwd, 'runs', 'width-1')

test('the process in the background has the command line that a person would type to go on', () => {
  expect(wordsFor(path, { workers: 2, force: false }, { cwd })).toEqual([
    'resume',
    'runs/width-1',
    '--workers',
    '2',
  ])
  const all = { dataDir: 'images', force: true, acceptVersion: true }
  expect(wordsFor('/elsewhere/-1', all, { cwd }).join(' ')).toBe(
    'resume /elsewhere/-1 --data-dir /home/ada/images --force --accept-version',
  )
  expect(wordsFor(join(cwd, '-runs'), { force: false }, { cwd })).toEqual(['resume', './-runs'])
})

test('a run is named once to whoever hands it over, and not again after a dashboard that has named it', () => {
  const said = (isNamed: boolean) => {
    const { context, talk } = capture(cwd)
    sayWhere({ path, pid: 123, isNamed }, context)
    return talk()
  }
  const [first, last] = [
    'process 123 goes on with it in the background; closing this terminal does not end it\n',
    'what it has to say: output.txt in the folder of the run\n',
  ]
  expect(said(false)).toBe(`${first}to see it, and to stop it: bench watch runs/width-1\n${last}`)
  expect(said(true)).toBe(first + last)
})

test('what is said in a terminal ends at words, and in a pipe stands on one line', () => {
  const said = (columns: number | null) => {
    const captured = capture(cwd, columns)
    talk('note: one\ttwo three', captured.context)
    return captured.talk()
  }
  expect(said(null)).toBe('note: one\\u0009two three\n')
  expect(said(20)).toBe('note: one\\u0009two\n  three\n')
})
