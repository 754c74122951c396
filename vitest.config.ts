import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** What is waited for comes late on a busy machine; a second, as is usual, is no fault of ours. */
const patient = { poll: { timeout: 30_000 } };

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
          testTimeout: 60_000,
          expect: patient,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/cluster/globalSetup.ts', 'test/fixtures/distSetup.ts'],
          // Told in the output; what is broken fails twice.
          retry: 1,
          testTimeout: 120_000,
          expect: patient,
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
          expect: patient,
          hookTimeout: 900_000,
          maxWorkers: 3,
        },
      },
    ],
  },
});
