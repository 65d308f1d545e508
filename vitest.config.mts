import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // All cores: many tests wait for a container or a child process.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/manifest/**/*.test.ts'],
          environment: 'node',
          // The modules of src keep no state, so files may share them: loading AWS's clients anew for each took half of the time.
          isolate: false,
          // Whole sandboxes and real clients run in these; a busy machine must not fail them.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      { test: { name: 'webview', include: ['test/webview/**/*.test.ts'], environment: 'happy-dom' } },
    ],
  },
});
