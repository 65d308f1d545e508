import { ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DeploymentPanel } from './deploymentPanel';
import { expect, test, type World } from './fixtures';

const SHOP_WEB = { cluster: 'production', service: 'shop-web' } as const;

/** What an app that lacks a variable says, and that it ends. */
const FAILS = 'echo "ERROR required environment variable DATABASE_URL is missing" >&2\nexit 1\n';

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

  // The same app, told to fail: the breaker brings the old revision back.
  const script = path.join(world.workspace, 'app', 'run.sh');
  const works = readFileSync(script, 'utf8');
  writeFileSync(script, works.replace('set -eu\n', `set -eu\n${FAILS}`));
  const broken = await DeploymentPanel.plan(workbench, SHOP_WEB);
  await broken.confirm('shop-web');
  await expect(broken.headline).toContainText('runs revision', { timeout: 180_000 });
  await picture('rolled-back', WINDOW);
  writeFileSync(script, works);

  // Somebody else deploys meanwhile.
  say('Hello from a release that is overtaken');
  const overtaken = await DeploymentPanel.plan(workbench, SHOP_WEB);
  await overtaken.confirm('shop-web');
  await expect(overtaken.text).toContainText('waiting for health', { timeout: 90_000 });
  await deployElsewhere(world, 'shop-web:3');
  await expect(overtaken.headline).toContainText('Superseded', { timeout: 30_000 });
  await picture('superseded', { ...WINDOW, height: 560 });

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

async function deployElsewhere({ endpoint, region }: World, taskDefinition: string): Promise<void> {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const ecs = new ECSClient({ endpoint, region, credentials });
  await ecs.send(new UpdateServiceCommand({ ...SHOP_WEB, taskDefinition }));
}

interface Clip {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
