import { defineConfig } from 'vitest/config'

const report = process.env['BENCH_TEST_REPORT']

export default defineConfig(({ mode }) => ({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // Two cores: files run side by side, and a test that starts workers or the real command waits for no one else's clock.
    maxWorkers: 2,
    testTimeout: 60_000,
    // `npm run test:all` is the mode `all`: the long tests run as well.
    env: { NO_COLOR: '1', ...(mode === 'all' ? { BENCH_TEST_ALL: '1' } : {}) },
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
}))
