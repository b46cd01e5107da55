// How many workers a command takes.
import { describe, expect, test } from 'vitest'
import { workerCount } from '../../src/commands/worker-count.js'
import { UserError } from '../../src/domain/errors.js'
import { mostWorkers } from '../../src/domain/requests.js'

function refusalOf(asked: number, cores: number): string {
  try {
    workerCount(asked, cores)
  } catch (error) {
    if (error instanceof UserError) return `${error.mistakes[0]!.what}: ${error.mistakes[0]!.why}`
    throw error
  }
  return 'taken'
}

describe('--workers', () => {
  test('left out is a worker a core; else it is taken up to eight a core, as by the dashboard', () => {
    expect(workerCount(undefined, 6)).toBe(6)
    for (const asked of [1, 8, 16]) expect(workerCount(asked, 2)).toBe(asked)
    expect(mostWorkers(2)).toBe(16)
  })

  test('beyond that is refused with what the machine has', () => {
    expect(refusalOf(99, 2)).toBe(
      '--workers is 99: it must be an integer from 1 to 16 on this machine of 2 cores; more than one a core are no faster',
    )
    expect(refusalOf(9, 1)).toContain('from 1 to 8 on this machine of 1 core;')
    // 8 x 256 = 2048 is more than any request may ask for.
    expect(refusalOf(1025, 256)).toContain('from 1 to 1024')
    for (const asked of [0, 1.5, Number.NaN]) expect(refusalOf(asked, 2)).toContain(`--workers is ${asked}`)
  })
})
