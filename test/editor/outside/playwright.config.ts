import { defineConfig } from '@playwright/test';
import path from 'node:path';
import { REPORTS, ROOT } from '../../support/paths.mjs';
import { findBrowser } from '../../support/setup.mjs';
import { BROWSER_ARGS } from '../browser.mjs';

const executablePath = findBrowser();

// One editor at a time: two of them and an engine are too much for two cores.
export default defineConfig({
  testDir: '.',
  testMatch: '*.outside.ts',
  outputDir: path.join(ROOT, 'test-results', 'outside'),
  workers: 1,
  forbidOnly: true,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [['line'], ['json', { outputFile: path.join(REPORTS, 'outside.json') }]],
  use: {
    actionTimeout: 20_000,
    viewport: { width: 1280, height: 800 },
    // Without its film, which costs as much as everything else together: the failing page is kept as a picture and in words.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    launchOptions: { ...(executablePath === undefined ? {} : { executablePath }), args: BROWSER_ARGS },
  },
});
