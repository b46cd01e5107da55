import { expect, test } from 'vitest'
import { appendPatiently } from '../../src/commands/append-patiently.js'
import { UserError } from '../../src/domain/errors.js'
import type { SweepEvent } from '../../src/domain/events.js'
import { NoRoom } from '../../src/store/durable.js'
import { startedAt } from '../store/small-run.js'

const event: SweepEvent = { type: 'sweep-ended', at: startedAt, reason: 'finished' }
const noRoom = () =>
  new NoRoom([{ code: 'run-unwritable', what: 'cannot write it', why: 'the disk is full (ENOSPC)' }])

/** A store whose first attempts to keep an event fail, what a view hears, and what the log gets. */
function failing(times: number, error: () => Error, signal = new AbortController().signal) {
  const heard: string[] = []
  const noted: string[] = []
  let calls = 0
  const store = {
    keep: async () => {
      calls++
      if (calls <= times) throw error()
    },
    note: async (told: SweepEvent) => {
      noted.push(told.type)
    },
  }
  const view = {
    update: (told: SweepEvent) => heard.push(told.type === 'writing-paused' ? told.reason : told.type),
  }
  const patience = { view, clock: { now: () => startedAt }, signal, waitMs: 1 }
  return { append: () => appendPatiently(store, event, patience), heard, noted, calls: () => calls }
}

test('an event that finds no room is written when there is, and the view and the log hear of the pause once', async () => {
  const { append, heard, noted, calls } = failing(5, noRoom)
  await append()
  expect(calls()).toBe(6)
  expect(heard).toEqual(['the disk is full (ENOSPC)', 'writing-resumed'])
  expect(noted, 'the end comes last').toEqual(['writing-paused', 'writing-resumed', 'sweep-ended'])
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
