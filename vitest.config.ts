import { defineConfig } from 'vitest/config'

const report = process.env['BENCH_TEST_REPORT']

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // Two cores: files run side by side, and a test that starts workers or the real command waits for no one else's clock.
    maxWorkers: 2,
    testTimeout: 60_000,
    env: { NO_COLOR: '1' },
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
})
