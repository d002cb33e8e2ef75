import type { ViteUserConfig } from 'vitest/config'

/** These drive a browser, and Chromium gives up what it loads when an interface of the machine comes or goes: they run when no other live test does. */
const browsers = ['html', 'guard-accounts', 'guard-browser', 'guard-csp', 'guard-portal', 'guard-providers'].map(
  (name) => `test/live/${name}.test.ts`,
)

const config: ViteUserConfig = {
  test: {
    passWithNoTests: true,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/*.test.ts', 'test/guard/*.test.ts', 'tools/**/*.test.ts'],
          pool: 'threads',
          isolate: false,
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'live',
          include: ['test/live/**/*.test.ts'],
          exclude: browsers,
          pool: 'forks',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: browsers,
          pool: 'forks',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
}

export default config
