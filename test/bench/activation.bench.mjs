// What the extension costs at activation, against an empty extension in the same editor.
import { chromium } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import { BROWSER_ARGS } from '../editor/browser.mjs';
import { buildBundles } from '../support/build.mjs';
import { freshEditorFolder, startEditor } from '../support/editor.mjs';
import { makePackage } from '../support/package.mjs';
import { ROOT, SAMPLE } from '../support/paths.mjs';
import { waitUntil } from '../support/processes.mjs';
import { findBrowser } from '../support/setup.mjs';

const STARTS = 24;

export const about = `Activation of the production build: median of ${STARTS} fresh extension hosts.`;

export async function run({ say }) {
  await buildBundles('production');
  const vsix = await makePackage();
  const samples = await measure(vsix, say);
  return {
    addedMs: round(
      median(samples.map(({ oursMs }) => oursMs)) - median(samples.map(({ emptyMs }) => emptyMs)),
    ),
    bundleKB: round(Math.max(...samples.map(({ loadedBytes }) => loadedBytes)) / 1024),
    vsixKB: round(fs.statSync(vsix).size / 1024),
    oursMs: round(median(samples.map(({ oursMs }) => oursMs))),
    emptyMs: round(median(samples.map(({ emptyMs }) => emptyMs))),
  };
}

async function measure(vsix, say) {
  const dataDir = freshEditorFolder('bench-activation');
  const report = path.join(dataDir, 'sample.json');
  const here = path.join(ROOT, 'test', 'bench', 'activation');
  const packages = [vsix];
  for (const name of ['warm', 'empty']) packages.push(await emptyExtension(here, dataDir, name));
  const editor = await startEditor({
    dataDir,
    workspace: SAMPLE,
    smokeTest: true,
    packages,
    extensionDevelopmentPath: path.join(here, 'timer'),
    env: { ...process.env, QUAYSIDE_BENCH_REPORT: report },
    say,
  });
  const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const samples = [];
    for (let index = 0; index < STARTS; index += 1) {
      fs.rmSync(report, { force: true });
      await page.goto(editor.url);
      await waitUntil(() => fs.existsSync(report), { timeoutMs: 60_000, what: 'No sample was written' });
      const sample = JSON.parse(fs.readFileSync(report, 'utf8'));
      if (sample.error) throw new Error(sample.error);
      samples.push(sample);
    }
    return samples;
  } finally {
    await browser.close();
    await editor.dispose();
  }
}

/** Packs the empty extension under a name. */
async function emptyExtension(here, dataDir, name) {
  const folder = path.join(dataDir, name);
  fs.cpSync(path.join(here, 'empty'), folder, { recursive: true });
  const file = path.join(folder, 'package.json');
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
  fs.writeFileSync(file, JSON.stringify({ ...manifest, name }));
  return makePackage(`${folder}.vsix`, folder);
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const round = (value) => Math.round(value * 100) / 100;
