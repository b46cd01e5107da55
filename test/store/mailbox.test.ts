import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Request } from '../../src/domain/requests.js'
import { MAILBOX_FILE, openMailbox, parseRequest, postRequest, whoListens } from '../../src/store/mailbox.js'
import { newStore, temporaryFolder } from './small-run.js'

const requests: readonly Request[] = [
  { type: 'pause' },
  { type: 'continue' },
  { type: 'stop-trials', trialIds: ['t0123456789ab', 't1123456789ab'] },
  { type: 'retry-trials', trialIds: [] },
  { type: 'add-seeds', configIds: ['c0123456789ab'], count: 2 },
  { type: 'set-workers', workers: 3 },
  { type: 'stop' },
]

/** A run that is held by this process, which listens. */
async function listening() {
  const store = await newStore(await temporaryFolder())
  onTestFinished(() => store.close())
  const [asked, ignored]: [Request[], string[]] = [[], []]
  const mailbox = await openMailbox(
    store.path,
    request => asked.push(request),
    why => ignored.push(why),
  )
  return { path: store.path, mailbox, asked, ignored }
}

describe('a mailbox', () => {
  test('brings every request to the process that listens, in order', async () => {
    const { path, mailbox, asked } = await listening()
    expect(await whoListens(path)).toEqual({ pid: process.pid })
    for (const request of requests) postRequest(path, request)
    await expect.poll(() => asked).toEqual(requests)
    await mailbox.close()
    expect(await readdir(path)).not.toContain(MAILBOX_FILE)
    expect(await whoListens(path)).toBe(null)
  })

  test('passes over lines that are no requests, and says why', async () => {
    const { path, mailbox, asked, ignored } = await listening()
    const lines = [
      'nonsense',
      '{"type":"format the disk"}',
      '{"type":"__proto__"}',
      '[]',
      '{"type":"set-workers","workers":-1}',
      '{"type":"add-seeds","configIds":"c1","count":1}',
      '{"type":"pause"}',
    ]
    await appendFile(join(path, MAILBOX_FILE), `${lines.join('\n')}\n`)
    await expect.poll(() => asked).toEqual([{ type: 'pause' }])
    expect(ignored).toEqual([
      'no JSON: nonsense',
      'its type is not known: format the disk',
      'its type is not known: __proto__',
      'it has no type',
      'set-workers: workers is missing or not what it should be',
      'add-seeds: configIds is missing or not what it should be',
    ])
    await mailbox.close()
  })

  test('waits for the end of a line, and hears nothing that was asked before it was opened', async () => {
    const store = await newStore(await temporaryFolder())
    await writeFile(join(store.path, MAILBOX_FILE), '{"listener":{"pid":1}}\n{"type":"stop"}\n')
    expect(await whoListens(store.path)).toBe(null)
    const asked: Request[] = []
    const mailbox = await openMailbox(
      store.path,
      request => asked.push(request),
      () => {},
    )
    const file = join(store.path, MAILBOX_FILE)
    await appendFile(file, '{"type":')
    await appendFile(file, '"pause"}\n')
    await expect.poll(() => asked).toEqual([{ type: 'pause' }])
    await mailbox.close()
    await store.close()
  })

  test('that is gone is not made by who asks', async () => {
    const { path, mailbox } = await listening()
    await mailbox.close()
    expect(() => postRequest(path, { type: 'stop' })).toThrow('ENOENT')
    expect(await readdir(path)).not.toContain(MAILBOX_FILE)
  })

  test('leaves alone that of another process, which has the run by now', async () => {
    const { path, mailbox } = await listening()
    const other = '{"listener":{"pid":1,"since":"2026-11-21T16:04:05.678Z"}}\n'
    await writeFile(join(path, MAILBOX_FILE), other)
    await mailbox.close()
    expect(await readFile(join(path, MAILBOX_FILE), 'utf8')).toBe(other)
  })
})

test.each(requests)('the request $type is read as it was written, without what else a line has', request => {
  expect(parseRequest(JSON.stringify({ ...request, more: 1 }))).toEqual(request)
})
