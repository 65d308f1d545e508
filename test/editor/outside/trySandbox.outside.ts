import { readFileSync } from 'node:fs';
import path from 'node:path';
import { waitUntil } from '../../support/processes.mjs';
import { expect, test, type World } from './fixtures';

test.use({ profile: false });

test('somebody without an AWS account tries the sandbox, which ends with the window', async ({
  workbench,
  world,
}) => {
  await workbench.openView();
  await workbench.screenshotThemes('welcome');
  await workbench.sideBar.getByText('Try the Sandbox').click();
  const cluster = workbench.treeRow(/^production/);
  await expect(cluster).toBeVisible({ timeout: 60_000 });
  await expect(workbench.sideBar).toContainText('123456789012');

  const pid = sandboxPid(world);
  expect(isAlive(pid)).toBe(true);
  await workbench.page.close({ runBeforeUnload: true });
  await waitUntil(() => !isAlive(pid), { timeoutMs: 30_000, what: 'The sandbox outlives its window' });
});

function sandboxPid({ dataDir }: World): number {
  const storage = path.join(dataDir, 'data', 'User', 'globalStorage', 'quayside.quayside-ecs');
  const running = readFileSync(path.join(storage, 'sandbox', 'running.json'), 'utf8');
  return (JSON.parse(running) as { pid: number }).pid;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
