// Which tests are long. `npm run test:all` and CI run them; `npm test` passes over them, and counts them as skipped.
import { describe, test } from 'vitest'

export const isLongRun = process.env['BENCH_TEST_ALL'] !== undefined
export const longTest = test.runIf(isLongRun)
export const longDescribe = describe.runIf(isLongRun)
