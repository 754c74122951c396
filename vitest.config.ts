import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        resolve: {
          alias: { vscode: join(import.meta.dirname, 'test', 'fixtures', 'vscodeStub.ts') },
        },
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/cluster/globalSetup.ts', 'test/fixtures/distSetup.ts'],
          testTimeout: 120_000,
          hookTimeout: 600_000,
          maxWorkers: 4,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/cluster/globalSetup.ts', 'test/fixtures/distSetup.ts'],
          // A browser under load loses a key or a click now and then; what is broken fails twice.
          retry: 1,
          testTimeout: 180_000,
          hookTimeout: 900_000,
          maxWorkers: 3,
        },
      },
    ],
  },
});
