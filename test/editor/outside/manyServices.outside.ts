import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test, type World } from './fixtures';
import { Workbench } from './workbench';

// Fifty clusters with twenty services each.
test.use({ seed: 'large' });

/** What the world itself says of a service. */
async function truth({ endpoint, region }: World, cluster: string, service: string): Promise<string> {
  const client = new ECSClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  const { services = [] } = await client.send(new DescribeServicesCommand({ cluster, services: [service] }));
  client.destroy();
  return `${services[0]?.runningCount ?? '?'}/${services[0]?.desiredCount ?? '?'}`;
}

/** Sets what goes wrong between the editor and AWS. */
async function faults({ endpoint }: World, document: object): Promise<void> {
  const answer = await fetch(`${endpoint}/_sandbox/faults`, {
    method: 'POST',
    body: JSON.stringify(document),
  });
  expect(answer.status).toBe(200);
}

/** One window for all tests: it is opened once, and each leaves the tree as it found it. */
let workbench: Workbench;

test.beforeAll(async ({ browser, world }) => {
  workbench = new Workbench(await browser.newPage());
  await workbench.open(world.url);
});
test.afterAll(() => workbench.page.close());

test('the tree is used with the keyboard alone, and its rows say what they are', async () => {
  await workbench.openView();
  await expect(workbench.treeRow(/^team-03/)).toContainText('20 services');
  await workbench.runCommand('View: Show ECS');
  const { keyboard } = workbench.page;
  const tree = workbench.sideBar.getByRole('tree').first();
  await tree.press('Home');
  const focused = workbench.sideBar.locator('.monaco-list-row.focused');
  for (let steps = 0; steps < 8; steps += 1) {
    if (((await focused.first().getAttribute('aria-label')) ?? '').startsWith('cluster team-02')) break;
    await keyboard.press('ArrowDown');
  }
  await expect(focused.first()).toHaveAttribute('aria-label', /^cluster team-02, 20 services, 200 tasks/);
  await keyboard.press('ArrowRight');
  await expect(focused.first()).toHaveAttribute('aria-expanded', 'true');
  // The key goes into the rows once there are some.
  await expect(async () => {
    await keyboard.press('ArrowRight');
    await expect(focused.first()).toHaveAttribute('aria-label', /^service /, { timeout: 1000 });
  }).toPass({ timeout: 30_000 });
  await expect(focused.first()).toHaveAttribute('aria-label', /^service .*, 10 of 10 running, healthy/);
  await keyboard.press('ArrowRight');
  await expect(workbench.treeRow(/^Tasks\s*10/)).toBeVisible();

  await workbench.page.evaluate(
    readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
  );
  const violations = await workbench.page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(where: string, options: object): Promise<{ violations: { id: string; help: string }[] }> };
    };
    // The tree's frame is the editor's; its rows and their names are ours.
    const result = await axe.run('.part.sidebar .monaco-list-rows', {
      runOnly: ['wcag2a', 'wcag2aa'],
      rules: { 'color-contrast': { enabled: false } },
    });
    return result.violations.map(({ id, help }) => `${id}: ${help}`);
  });
  expect(violations).toEqual([]);
  await workbench.screenshot('services');

  await keyboard.press('ArrowLeft');
  await keyboard.press('ArrowLeft');
  await expect(focused.first()).toHaveAttribute('aria-label', /^cluster team-02/);
  await keyboard.press('ArrowLeft');
  await expect(focused.first()).toHaveAttribute('aria-expanded', 'false');
});

test('a thousand services are found, pinned and kept through an outage, and a switch clears them', async ({
  world,
}) => {
  await workbench.openView();
  const cluster = workbench.treeRow(/^team-01/);
  await expect(cluster).toContainText('20 services');
  await workbench.expand(cluster);
  const first = workbench.treeRow(/^orders-api-0001/).first();
  await expect(first).toContainText(await truth(world, 'team-01', 'orders-api-0001'));
  await workbench.collapse(cluster);

  // Found by a few letters, wherever it is, and shown in the tree.
  await workbench.runCommand('ECS: Go to Service…');
  await workbench.input.fill('search-web-0014');
  await workbench.pick(/search-web-0014.*team-07/);
  const found = workbench.treeRow(/^search-web-0014/).first();
  await expect(found).toBeVisible();
  await expect(found).toHaveAttribute('aria-selected', 'true');
  await expect(found).toHaveAttribute('aria-label', /^service search-web-0014, 10 of 10 running, healthy/);

  // Pinned, it stands at the top.
  await workbench.contextMenu(found, 'Pin Service');
  await workbench.page.keyboard.press('Escape');
  const pinned = workbench.treeRow(/^Pinned/);
  await workbench.sideBar.getByRole('tree').first().press('Home');
  await expect(pinned).toBeVisible();
  await expect(workbench.treeRow(/^search-web-0014.*team-07/)).toBeVisible();

  // A filter goes over all clusters, and says what it found.
  await workbench.runCommand('ECS: Filter Services…');
  await workbench.answer('payments-jobs cluster:team-1');
  const filter = workbench.treeRow(/^10 services · payments-jobs/);
  await expect(filter).toBeVisible();
  await expect(workbench.treeRow(/^team-02/)).toHaveCount(0);
  await expect(workbench.treeRow(/^payments-jobs-0008/).first()).toContainText('10/10');
  await workbench.screenshot('services-filtered');
  await workbench.runCommand('ECS: Clear Filter');
  await expect(filter).toHaveCount(0);

  // An outage keeps what is known, says from when it is, and offers to try again.
  await faults(world, { dropRate: 1 });
  await workbench.runCommand('ECS: Refresh');
  const trouble = workbench.treeRow(/^AWS cannot be reached\. Shown is the state of/).first();
  await expect(trouble).toBeVisible({ timeout: 30_000 });
  await expect(workbench.treeRow(/^search-web-0014.*10\/10/).first()).toBeVisible();
  await workbench.screenshot('services-outage');
  await faults(world, {});
  await trouble.click();
  await expect(trouble).toHaveCount(0);
  await expect(workbench.treeRow(/^team-01/)).toContainText('20 services');

  // Another region is another world: nothing of this one stays.
  await workbench.runCommand('ECS: Switch Region…');
  await workbench.input.fill('eu-west-1');
  await workbench.pick('eu-west-1');
  await expect(workbench.sideBar).toContainText('no clusters', { ignoreCase: true });
  await expect(workbench.treeRow(/^team-01/)).toHaveCount(0);
  await workbench.runCommand('ECS: Switch Region…');
  await workbench.input.fill(world.region);
  await workbench.pick(world.region);
  await expect(workbench.treeRow(/^team-01/)).toContainText('20 services');
  await expect(workbench.treeRow(/^search-web-0014.*team-07/)).toBeVisible();
});
