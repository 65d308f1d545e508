import { expect, test } from './fixtures';

test('the packaged extension shows clusters, services and tasks', async ({ workbench }) => {
  await workbench.openView();
  const cluster = workbench.treeRow(/^production/);
  await expect(cluster).toContainText(/\d+ services/);
  await workbench.expand(cluster);
  const service = workbench.treeRow(/^shop-web/);
  await expect(service).toContainText(/\d+\/\d+/);
  await workbench.expand(service);
  await expect(workbench.treeRow(/^Tasks\s*\d/)).toBeVisible();
  await workbench.screenshotThemes('explorer');
});
