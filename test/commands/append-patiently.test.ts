import { expect, test } from 'vitest'
import { appendPatiently } from '../../src/commands/append-patiently.js'
import { UserError } from '../../src/domain/errors.js'
import type { SweepEvent } from '../../src/domain/events.js'
import { NoRoom } from '../../src/store/durable.js'
import { startedAt } from '../store/small-run.js'

const event: SweepEvent = { type: 'sweep-ended', at: startedAt, reason: 'finished' }
const noRoom = () =>
  new NoRoom([{ code: 'run-unwritable', what: 'cannot write it', why: 'the disk is full (ENOSPC)' }])

/** A store whose first appends fail, and what a view hears. */
function failing(times: number, error: () => Error, signal = new AbortController().signal) {
  const heard: string[] = []
  let calls = 0
  const store = {
    append: async () => {
      calls++
      if (calls <= times) throw error()
    },
  }
  const view = {
    update: (told: SweepEvent) => heard.push(told.type === 'writing-paused' ? told.reason : told.type),
  }
  const patience = { view, clock: { now: () => startedAt }, signal, waitMs: 1 }
  return { append: () => appendPatiently(store, event, patience), heard, calls: () => calls }
}

test('an event that finds no room is written when there is, and the view hears of the pause once', async () => {
  const { append, heard, calls } = failing(5, noRoom)
  await append()
  expect(calls()).toBe(6)
  expect(heard).toEqual(['the disk is full (ENOSPC)', 'writing-resumed'])
})

test('an event that is written at once is no pause', async () => {
  const { append, heard } = failing(0, noRoom)
  await append()
  expect(heard).toEqual([])
})

test('a wish to stop ends the wait at once, with the reason', async () => {
  const controller = new AbortController()
  const { append, calls } = failing(Infinity, noRoom, controller.signal)
  setTimeout(() => controller.abort(), 30)
  await expect(append()).rejects.toThrow(NoRoom)
  const before = calls()
  await expect(append()).rejects.toThrow(NoRoom)
  expect(calls()).toBe(before + 1)
})

test('any other failure is not waited for', async () => {
  const { append, heard, calls } = failing(1, () => new UserError([{ code: 'run-unwritable', what: 'no' }]))
  await expect(append()).rejects.toThrow('no')
  expect([calls(), heard]).toEqual([1, []])
})
