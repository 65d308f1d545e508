import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../support/paths.mjs';

/** The themes in which screenshots are looked at, by the name that the file gets. */
export const THEMES = {
  dark: { label: 'Dark Modern', kind: /\bvs-dark\b/ },
  light: { label: 'Light Modern', kind: /(^|\s)vs(\s|$)/ },
  contrast: { label: 'Dark High Contrast', kind: /\bhc-black\b/ },
} as const;
export type Theme = keyof typeof THEMES;

/** The editor's window, in the words of somebody who uses it. */
export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await expect(this.page.locator('.monaco-workbench .part.activitybar')).toBeVisible();
    await expect(this.activity('ECS')).toBeVisible({ timeout: 60_000 });
  }

  /** By the command, which lets the editor keep what is open. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load', { timeout: 60_000 });
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await expect(this.activity('ECS')).toBeVisible({ timeout: 60_000 });
  }

  activity(title: string): Locator {
    return this.page.locator('.part.activitybar').getByRole('tab', { name: title });
  }

  /** Opens the view container unless it is open: a click on the open one would close it. */
  async openView(): Promise<void> {
    const tab = this.activity('ECS');
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
    await expect(this.sideBar).toContainText('Clusters', { ignoreCase: true });
  }

  get sideBar(): Locator {
    return this.page.locator('.part.sidebar');
  }

  /** A row of the tree by its whole text: label and description as they are read aloud. */
  treeRow(text: string | RegExp): Locator {
    return this.sideBar.getByRole('treeitem').filter({ hasText: text });
  }

  async expand(row: Locator): Promise<void> {
    if ((await row.getAttribute('aria-expanded')) === 'true') return;
    await row.locator('.monaco-tl-twistie').click();
    await expect(row).toHaveAttribute('aria-expanded', 'true');
  }

  async collapse(row: Locator): Promise<void> {
    if ((await row.getAttribute('aria-expanded')) === 'false') return;
    await row.locator('.monaco-tl-twistie').click();
    await expect(row).toHaveAttribute('aria-expanded', 'false');
  }

  /** Drags the edge of the side bar. */
  async widenSideBar(by: number): Promise<void> {
    const box = await this.sideBar.boundingBox();
    if (box === null) throw new Error('There is no side bar');
    const edge = { x: box.x + box.width, y: box.y + box.height / 2 };
    await this.page.mouse.move(edge.x, edge.y);
    await this.page.mouse.down();
    await this.page.mouse.move(edge.x + by, edge.y, { steps: 5 });
    await this.page.mouse.up();
  }

  /** The editor's menus are deaf to the mouse for their first 100 ms: clicks until the menu has closed. */
  async contextMenu(row: Locator, entry: string): Promise<void> {
    await row.click({ button: 'right' });
    const item = this.page.getByRole('menuitem', { name: entry });
    await expect(item).toBeVisible();
    await expect(async () => {
      await item.click({ timeout: 1000 });
      await expect(item).toBeHidden({ timeout: 1000 });
    }).toPass();
  }

  /** Runs a command by its full title, such as `ECS: Deploy…`. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.input.fill(`>${title}`);
    await this.pick(title);
  }

  /** Opens a file of the workspace by its name; resolves to its tab. */
  async openFile(name: string): Promise<Locator> {
    await this.page.keyboard.press('F1');
    await this.input.fill(name);
    await this.pick(path.basename(name));
    const tab = this.page.getByRole('tab', { name: path.basename(name) });
    await expect(tab).toHaveAttribute('aria-selected', 'true');
    return tab;
  }

  /** Opens a file of the workspace, replaces its whole text, and saves it. */
  async writeFile(name: string, text: string): Promise<void> {
    const tab = await this.openFile(name);
    await this.page.locator('.part.editor .monaco-editor .view-lines').first().click();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.insertText(text);
    await this.page.keyboard.press('ControlOrMeta+S');
    await expect(tab).not.toHaveClass(/dirty/);
  }

  get input(): Locator {
    return this.page.locator('.quick-input-widget input').first();
  }

  get quickPick(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  /** Chooses the first quick pick entry whose label is or contains the text. */
  async pick(text: string | RegExp): Promise<void> {
    const entry = this.quickPick.getByRole('option').filter({ hasText: text }).first();
    await entry.click();
  }

  /** Answers an input box. */
  async answer(text: string): Promise<void> {
    await this.input.fill(text);
    await this.input.press('Enter');
  }

  statusBar(text: string): Locator {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text });
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item').filter({ hasText: text });
  }

  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** The document inside the webview of the open editor tab. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** What is in view of the output panel, line by line; the editor draws only the lines on screen. */
  async output(): Promise<string> {
    const lines = await this.page.locator('.output-view-zone, .part.panel .view-line').allInnerTexts();
    return lines.join('\n').replaceAll('\u00a0', ' ');
  }

  /** Shows the output channel of that name. */
  async showOutput(channel: string): Promise<void> {
    await this.runCommand('Output: Show Output Channels...');
    await this.pick(channel);
  }

  async setTheme(theme: Theme): Promise<void> {
    const { label, kind } = THEMES[theme];
    await this.runCommand('Preferences: Color Theme');
    await expect(this.input).toHaveAttribute('placeholder', /theme/i);
    await this.input.fill(label);
    await this.pick(label);
    await expect(this.page.locator('.monaco-workbench')).toHaveClass(kind);
  }

  /** Keeps a picture in `test-results/screenshots`. */
  async screenshot(name: string): Promise<void> {
    const folder = path.join(ROOT, 'test-results', 'screenshots');
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `${name}.png`) });
  }

  /** The same picture in every theme; ends in the dark one. */
  async screenshotThemes(name: string): Promise<void> {
    for (const theme of ['light', 'contrast', 'dark'] as const) {
      await this.setTheme(theme);
      await this.screenshot(`${name}-${theme}`);
    }
  }
}
