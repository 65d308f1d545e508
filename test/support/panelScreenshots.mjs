// Takes pictures of the deployment panel in every state, theme and width: node test/support/panelScreenshots.mjs [state…]
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { build } from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const out = path.join(root, 'test-results', 'panel');

/** The variables that the editor's default themes give to a webview. */
const THEMES = {
  dark: {
    kind: 'vscode-dark',
    colours: `--vscode-editor-background:#1f1f1f;--vscode-foreground:#cccccc;--vscode-descriptionForeground:#9d9d9d;--vscode-widget-border:#313131;
      --vscode-button-background:#0078d4;--vscode-button-hoverBackground:#026ec1;--vscode-button-foreground:#fff;--vscode-button-border:#ffffff12;--vscode-button-secondaryBackground:#313131;--vscode-button-secondaryForeground:#ccc;--vscode-button-secondaryHoverBackground:#3c3c3c;
      --vscode-charts-blue:#4daafc;--vscode-charts-green:#89d185;--vscode-charts-red:#f14c4c;--vscode-charts-yellow:#cca700;--vscode-charts-orange:#d18616;--vscode-charts-purple:#b180d7;--vscode-charts-lines:#cccccc80;
      --vscode-badge-background:#616161;--vscode-badge-foreground:#f8f8f8;--vscode-focusBorder:#0078d4;--vscode-textLink-foreground:#4daafc;--vscode-textCodeBlock-background:#2b2b2b;--vscode-panelTitle-activeBorder:#0078d4;
      --vscode-inputValidation-errorBackground:#3a1d1d;--vscode-inputValidation-errorBorder:#be1100;--vscode-inputValidation-warningBackground:#352a05;--vscode-inputValidation-warningBorder:#b89500`,
  },
  light: {
    kind: 'vscode-light',
    colours: `--vscode-editor-background:#fff;--vscode-foreground:#3b3b3b;--vscode-descriptionForeground:#3b3b3b;--vscode-widget-border:#e5e5e5;
      --vscode-button-background:#005fb8;--vscode-button-hoverBackground:#0258a8;--vscode-button-foreground:#fff;--vscode-button-border:#0000001a;--vscode-button-secondaryBackground:#e5e5e5;--vscode-button-secondaryForeground:#3b3b3b;--vscode-button-secondaryHoverBackground:#ccc;
      --vscode-charts-blue:#0063d3;--vscode-charts-green:#388a34;--vscode-charts-red:#cd3131;--vscode-charts-yellow:#bf8803;--vscode-charts-orange:#d18616;--vscode-charts-purple:#652d90;--vscode-charts-lines:#3b3b3b80;
      --vscode-badge-background:#ccc;--vscode-badge-foreground:#3b3b3b;--vscode-focusBorder:#005fb8;--vscode-textLink-foreground:#005fb8;--vscode-textCodeBlock-background:#f3f3f3;--vscode-panelTitle-activeBorder:#005fb8;
      --vscode-inputValidation-errorBackground:#f2dede;--vscode-inputValidation-errorBorder:#be1100;--vscode-inputValidation-warningBackground:#f6f5d2;--vscode-inputValidation-warningBorder:#b89500`,
  },
  hc: {
    kind: 'vscode-high-contrast',
    colours: `--vscode-editor-background:#000;--vscode-foreground:#fff;--vscode-descriptionForeground:#ffffffb3;--vscode-contrastBorder:#6fc3df;--vscode-widget-border:#6fc3df;
      --vscode-button-foreground:#fff;--vscode-button-border:#6fc3df;--vscode-button-secondaryForeground:#fff;
      --vscode-charts-blue:#3794ff;--vscode-charts-green:#89d185;--vscode-charts-red:#f48771;--vscode-charts-yellow:#ffd370;--vscode-charts-orange:#ea5c0054;--vscode-charts-purple:#d7b5ff;--vscode-charts-lines:#ffffff80;
      --vscode-badge-background:#000;--vscode-badge-foreground:#fff;--vscode-focusBorder:#f38518;--vscode-textLink-foreground:#21a6ff;--vscode-textCodeBlock-background:#000;
      --vscode-inputValidation-errorBackground:#000;--vscode-inputValidation-errorBorder:#6fc3df;--vscode-inputValidation-warningBackground:#000;--vscode-inputValidation-warningBorder:#6fc3df`,
  },
  'hc-light': {
    kind: 'vscode-high-contrast vscode-high-contrast-light',
    colours: `--vscode-editor-background:#fff;--vscode-foreground:#292929;--vscode-descriptionForeground:#292929b3;--vscode-contrastBorder:#0f4a85;--vscode-widget-border:#0f4a85;
      --vscode-button-background:#0f4a85;--vscode-button-foreground:#fff;--vscode-button-border:#0f4a85;--vscode-button-secondaryForeground:#292929;--vscode-button-secondaryBackground:#fff;
      --vscode-charts-blue:#1a85ff;--vscode-charts-green:#374e06;--vscode-charts-red:#b5200d;--vscode-charts-yellow:#895503;--vscode-charts-orange:#9c5d00;--vscode-charts-purple:#652d90;--vscode-charts-lines:#29292980;
      --vscode-badge-background:#0f4a85;--vscode-badge-foreground:#fff;--vscode-focusBorder:#006bbd;--vscode-textLink-foreground:#0f4a85;--vscode-textCodeBlock-background:#f2f2f2;
      --vscode-inputValidation-errorBackground:#fff;--vscode-inputValidation-errorBorder:#0f4a85;--vscode-inputValidation-warningBackground:#fff;--vscode-inputValidation-warningBorder:#0f4a85`,
  },
};
const FONTS = `--vscode-font-family:"DejaVu Sans",system-ui,sans-serif;--vscode-font-size:13px;--vscode-editor-font-family:"DejaVu Sans Mono",monospace`;
const WIDTHS = [1180, 760, 360];

async function bundle(entry, format) {
  const { outputFiles } = await build({
    ...entry,
    bundle: true,
    write: false,
    format,
    target: 'es2022',
    platform: 'browser',
  });
  return outputFiles[0].text;
}

/** The page as the host makes it, with the same policy but for the theme's variables. */
function page(theme, script) {
  const { kind, colours } = THEMES[theme];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Deployment</title>
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-panel'; style-src 'nonce-theme'">
    <style nonce="theme">:root{${colours};${FONTS}}</style></head><body class="${kind}">
    <script nonce="panel">window.posted=[];window.acquireVsCodeApi=()=>({postMessage:(m)=>window.posted.push(m),setState(){},getState(){}});</script>
    <script nonce="panel">${script.replaceAll('</script', '<\\/script')}</script></body></html>`;
}

await mkdir(out, { recursive: true });
const statesFile = path.join(out, 'states.mjs');
const states = `export * from './test/support/deployStates'; export * from './test/support/edgeStates';`;
await writeFile(statesFile, await bundle({ stdin: { contents: states, resolveDir: root } }, 'esm'));
const { deployStates, snapshotOf, edgeStates, edgeSnapshot } = await import(statesFile);
const snapshots = new Map([
  ...Object.keys(deployStates).map((name) => [name, snapshotOf(name)]),
  ...Object.keys(edgeStates).map((name) => [name, edgeSnapshot(name)]),
]);
const script = await bundle({ entryPoints: [path.join(root, 'src/webview/deployment/main.ts')] }, 'iife');
const [, , ...wanted] = process.argv;
const browser = await chromium.launch({
  executablePath: process.env.QUAYSIDE_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  for (const theme of Object.keys(THEMES)) {
    const view = await browser.newPage();
    view.on('console', (entry) => {
      if (entry.type() === 'error') process.stderr.write(`${theme}: ${entry.text()}\n`);
    });
    view.on('pageerror', (error) => process.stderr.write(`${theme}: ${error.message}\n`));
    await view.setContent(page(theme, script));
    for (const [name, snapshot] of snapshots) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      await view.evaluate(
        (shown) => window.postMessage({ type: 'snapshot', snapshot: shown }, '*'),
        snapshot,
      );
      await takeAll(view, `${name}-${theme}`);
      if (snapshot.state.logs === undefined) continue;
      await chooseTab(view, 'logs');
      await takeAll(view, `${name}-logs-${theme}`);
      await chooseTab(view, undefined);
    }
    await view.close();
  }
} finally {
  await browser.close();
}
async function takeAll(view, name) {
  for (const width of WIDTHS) {
    await view.setViewportSize({ width, height: 760 });
    await view.waitForTimeout(120);
    await view.screenshot({ path: path.join(out, `${name}-${width}.png`), fullPage: true });
  }
}

async function chooseTab(view, tab) {
  await view.evaluate((chosen) => {
    document.querySelector('quayside-deployment').tab = chosen;
  }, tab);
}

process.stdout.write(`Pictures are in ${path.relative(root, out)}\n`);
