import { defineConfig } from '@playwright/test';
import tests from './playwright.config';

/** The tour for the README's pictures is no test: it is run by hand. */
export default defineConfig(tests, {
  testMatch: 'readme.tour.ts',
  outputDir: '../../../test-results/tour',
  reporter: 'line',
  timeout: 480_000,
});
