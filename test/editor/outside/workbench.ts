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

/** What the editor does by itself at a click takes no longer; then the click was lost. */
const SOON = { timeout: 2000 } as const;
/** How often something is tried that a busy editor may lose. */
const AGAIN = { timeout: 30_000 } as const;

/**
 * The editor's window, in the words of somebody who uses it. The editor draws lists and trees anew while they are used,
 * and a click on what is drawn anew in that moment is lost without a trace. Clicks are therefore repeated until they show.
 */
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

  /** Opens the view container unless it is open: a click on the open one, which the editor may just open, closes it. */
  async openView(): Promise<void> {
    const tab = this.activity('ECS');
    await expect(async () => {
      if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
      await expect(this.sideBar).toContainText('Clusters', { ...SOON, ignoreCase: true });
    }).toPass(AGAIN);
  }

  get sideBar(): Locator {
    return this.page.locator('.part.sidebar');
  }

  /** A row of the tree by its whole text: label and description as they are read aloud. */
  treeRow(text: string | RegExp): Locator {
    return this.sideBar.getByRole('treeitem').filter({ hasText: text });
  }

  async expand(row: Locator): Promise<void> {
    await this.#turn(row, 'true');
  }

  async collapse(row: Locator): Promise<void> {
    await this.#turn(row, 'false');
  }

  async #turn(row: Locator, expanded: 'true' | 'false'): Promise<void> {
    await expect(async () => {
      if ((await row.getAttribute('aria-expanded', SOON)) !== expanded)
        await row.locator('.monaco-tl-twistie').click(SOON);
      await expect(row).toHaveAttribute('aria-expanded', expanded, SOON);
    }).toPass(AGAIN);
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

  /** The editor's menus are deaf to the mouse for their first 100 ms. */
  async contextMenu(row: Locator, entry: string): Promise<void> {
    const item = this.page.getByRole('menuitem', { name: entry });
    await expect(async () => {
      await row.click({ ...SOON, button: 'right' });
      await expect(item).toBeVisible(SOON);
    }).toPass(AGAIN);
    await this.#clickAway(item);
  }

  /** Clicks something that goes away by that. */
  async #clickAway(what: Locator): Promise<void> {
    let clicked = false;
    await expect(async () => {
      if (!clicked || (await what.isVisible())) await what.click(SOON);
      clicked = true;
      await expect(what).toBeHidden(SOON);
    }).toPass(AGAIN);
  }

  /** The button that a row shows under the mouse; `done` is what comes of it, however often it is pressed. */
  async rowButton(row: Locator, name: string, done: () => Promise<void>): Promise<void> {
    await expect(async () => {
      await row.hover(SOON);
      await row.getByRole('button', { name }).click(SOON);
      await done();
    }).toPass(AGAIN);
  }

  /** Runs a command by its full title, such as `ECS: Deploy…`. */
  async runCommand(title: string): Promise<void> {
    await this.#search(`>${title}`, title);
  }

  /** Opens the palette, types, and chooses; the focus that something else takes late closes it, and it is opened again. */
  async #search(text: string, choice: string): Promise<void> {
    const entry = this.#entry(choice);
    await expect(async () => {
      await this.page.keyboard.press('F1');
      await this.input.fill(text, SOON);
      await entry.click({ timeout: 5000 });
      await expect(entry).toBeHidden(SOON);
    }).toPass(AGAIN);
  }

  /** Opens a file of the workspace by its name; resolves to its tab. */
  async openFile(name: string): Promise<Locator> {
    await this.#search(name, path.basename(name));
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
    const entry = this.#entry(text);
    await expect(entry).toBeVisible();
    await this.#clickAway(entry);
  }

  #entry(text: string | RegExp): Locator {
    return this.quickPick.getByRole('option').filter({ hasText: text }).first();
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
    const shown = this.page.locator('iframe.webview.ready').filter({ visible: true });
    return shown.contentFrame().frameLocator('iframe#active-frame');
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
