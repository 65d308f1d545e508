import { DeploymentPanel } from './deploymentPanel';
import { extensionLog } from './extensionLog';
import { expect, test, type World } from './fixtures';

/** What the card of the cause says first, by the failure that is played. */
const TEN: Readonly<Record<string, RegExp>> = {
  'image-not-found': /^The image .*app:2\.0\.0 is not in its repository\.$/,
  'wrong-architecture': /^Container app was built for another processor than the task runs on\.$/,
  'missing-secret': /^The secret .*missing-key-AbCdEf does not exist\.$/,
  'missing-log-group': /^The log group \/ecs\/absent does not exist\.$/,
  'out-of-memory': /^Container app used more memory than its 512 MiB and was killed\.$/,
  'missing-variable': /^The program in container app ended with an error \(exit code 1\)\.$/,
  'ends-at-once': /^Container app finished its work and ended; a service needs a process that runs on\.$/,
  'wrong-status-code': /^The health check of the load balancer gets status 404 instead of a good one\.$/,
  'container-unhealthy': /^The health check of container app failed\.$/,
  deadlock: /^The service may neither stop an old task nor start a new one: its percentages leave no room\.$/,
};

interface Worlds {
  readonly worlds: readonly { readonly name: string; readonly title: string }[];
}

interface Failure {
  readonly id: string;
  readonly title: string;
}

/** The failures that the sandbox can play, by its own list of worlds. */
async function failuresOf({ endpoint }: World): Promise<readonly Failure[]> {
  const { worlds } = (await (await fetch(`${endpoint}/_sandbox/worlds`)).json()) as Worlds;
  return worlds.flatMap(({ name, title }) => {
    const [kind, id] = name.split(':');
    return kind === 'scenario' && id !== undefined ? [{ id, title }] : [];
  });
}

test('the failure lab lists every failure, plays ten of them to their cause, and leads back', async ({
  workbench,
  world,
}) => {
  test.setTimeout(240_000);
  const failures = await failuresOf(world);
  expect(failures.length).toBeGreaterThan(10);
  await workbench.openView();
  await expect(workbench.treeRow(/^production/)).toBeVisible({ timeout: 60_000 });
  await workbench.runCommand('ECS: Open Failure Lab');
  const list = workbench.quickPick.getByRole('option');
  await expect(list.first()).toHaveAttribute('aria-setsize', String(failures.length));
  await workbench.screenshot('lab-list');
  await workbench.page.keyboard.press('Escape');

  const panel = DeploymentPanel.shown(workbench);
  for (const [id, cause] of Object.entries(TEN)) {
    const title = failures.find((failure) => failure.id === id)?.title ?? '';
    await workbench.runCommand('ECS: Open Failure Lab');
    await expect(workbench.quickPick).toContainText('Failure Lab:');
    await workbench.input.fill(id);
    await workbench.pick(title);
    const endpoint = await worldOf(world, id);
    await expect(async () => {
      await pass(endpoint, 5000);
      await expect(panel.cause.getByRole('heading')).toHaveText(cause, { timeout: 2000 });
    }).toPass({ timeout: 30_000 });
    await expect(workbench.statusBar(`Failure Lab: ${title}`)).toBeVisible();
  }
  await workbench.screenshotThemes('lab-card');

  await workbench.runCommand('ECS: Leave Failure Lab');
  await expect(workbench.treeRow(/^production/)).toBeVisible({ timeout: 30_000 });
  await expect(workbench.statusBar('Failure Lab')).toHaveCount(0);
  await expect(workbench.page.getByRole('tab', { name: /^app 1 → 2/ })).toHaveCount(0);
});

/** Where the world listens that has just been opened, as the log of the extension says it. */
async function worldOf(world: World, id: string): Promise<string> {
  let found: string | undefined;
  await expect(() => {
    const line = extensionLog(world).findLast((text) => text.includes(`Failure Lab: ${id} is played at `));
    found = line?.slice(line.indexOf('http://')).trim();
    expect(found).toBeDefined();
  }).toPass({ timeout: 30_000 });
  return found ?? '';
}

/** Lets time pass in the world: what is due happens, and nobody waits for it. */
async function pass(endpoint: string, advanceMs: number): Promise<void> {
  const answer = await fetch(`${endpoint}/_sandbox/clock`, {
    method: 'POST',
    body: JSON.stringify({ advanceMs }),
  });
  expect(answer.ok).toBe(true);
}
