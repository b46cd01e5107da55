import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // Two cores: files run side by side, and a test that starts workers or the real command waits for no one else's clock.
    maxWorkers: 2,
    testTimeout: 60_000,
    // CI is set where CI runs; the tests of the dashboard and the reporters set what they need themselves.
    env: { NO_COLOR: '1' },
  },
})
