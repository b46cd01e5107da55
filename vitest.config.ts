import { defineConfig } from 'vitest/config'

const report = process.env['BENCH_TEST_REPORT']

/**
 * Tests that want a process for themselves: React is loaded in one of its two forms, and workers may bring it down. They are begun first,
 * and so is the longest file of the long form, which would otherwise keep one core busy when all others are done.
 */
const alone = [
  'test/dashboard/{app,view,session}.test.{ts,tsx}',
  'test/executor/**/*.test.ts',
  'test/end-to-end/notebooks.test.ts',
]

export default defineConfig(({ mode }) => ({
  test: {
    // Two cores: files run side by side, and a test that starts workers or the real command waits for no one else's clock.
    maxWorkers: 2,
    // These limits end what hangs. None of them says how fast anything is: they are far beyond what a busy machine needs.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 60_000 } },
    // `npm run test:all` is the mode `all`: the long tests run as well.
    env: { NO_COLOR: '1', ...(mode === 'all' ? { BENCH_TEST_ALL: '1' } : {}) },
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
    projects: [
      { extends: true, test: { name: 'alone', include: alone } },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: alone,
          // A third of the time went to reading the same modules again for each file.
          isolate: false,
        },
      },
    ],
  },
}))
