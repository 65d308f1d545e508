import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { DeploymentPanel } from './deploymentPanel';
import { expect, test } from './fixtures';

const SHOP_WEB = { cluster: 'production', service: 'shop-web' } as const;

/** Without the editor's own title and status bar. */
const WINDOW: Clip = { x: 0, y: 36, width: 1280, height: 732 };

test('the pictures of the README', async ({ workbench, world }) => {
  if (world.engine === undefined)
    throw new Error('The pictures show a real build: a container engine is needed');
  const { page } = workbench;
  const say = (text: string): void =>
    writeFileSync(path.join(world.workspace, 'app', 'message.txt'), `${text}\n`);

  await workbench.openView();
  await workbench.openFile('Dockerfile');
  await workbench.widenSideBar(130);
  for (const row of [/^production/, /^shop-web/, /^Tasks/, /^Target group/]) {
    await workbench.expand(workbench.treeRow(row).first());
  }
  await workbench.expand(workbench.treeRow(/rev 3 · running/).first());
  await workbench.expand(workbench.treeRow(/^staging/));
  await expect(workbench.treeRow(/^app/)).toBeVisible();
  await page.locator('.part.editor .view-lines').first().click();
  await picture('explorer', { ...WINDOW, width: 900, height: 384 });

  await workbench.collapse(workbench.treeRow(/^shop-web/).first());
  await workbench.widenSideBar(-130);
  say('Hello from the new release');
  const panel = await DeploymentPanel.plan(workbench, SHOP_WEB);
  await picture('plan', { ...WINDOW, height: 612 });
  await panel.confirm('shop-web');
  await expect(panel.text).toContainText('draining', { timeout: 90_000 });
  // Until a part of the draining is drawn.
  await page.waitForTimeout(2500);
  await picture('rollout', WINDOW);
  await expect(panel.headline).toContainText('Deployed', { timeout: 90_000 });
  await picture('done', WINDOW);

  await workbench.runCommand('ECS: Tail Logs…');
  await workbench.pick('production');
  await workbench.pick('shop-web');
  await expect.poll(() => workbench.output(), { timeout: 30_000 }).toContain('new release');
  say('Hello again');
  const next = await DeploymentPanel.plan(workbench, SHOP_WEB);
  await next.confirm('shop-web');
  await expect.poll(() => workbench.output(), { timeout: 60_000 }).toMatch(/tick 3: Hello again/);
  await picture('logs', { ...WINDOW, x: 352, width: 928 });

  async function picture(name: string, clip: Clip): Promise<void> {
    await page.mouse.move(800, 790);
    const folder = process.env['QUAYSIDE_SCREENSHOTS'] ?? path.join('test-results', 'readme');
    await page.screenshot({ path: path.join(folder, `${name}.png`), clip });
  }
});

interface Clip {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
