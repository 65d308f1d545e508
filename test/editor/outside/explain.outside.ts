import { expect, test } from './fixtures';

test('a service that was rolled back is explained from its row, and so is a task that stopped', async ({
  workbench,
}) => {
  await workbench.openView();
  await workbench.expand(workbench.treeRow(/^production/));
  const service = workbench.treeRow(/^shop-mail/);
  await workbench.contextMenu(service, 'Explain…');
  const page = workbench.webview();
  const card = page.locator('quayside-cause');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('shop-mail');
  await expect(card.getByRole('heading')).toContainText(/./, { timeout: 30_000 });
  await expect(card.getByRole('button', { name: 'Copy as Markdown' })).toBeVisible();
  await workbench.screenshotThemes('explain-service');
  await card.getByRole('button', { name: 'Show Task Definition' }).click();
  await expect(workbench.page.getByRole('tab', { name: /shop-mail.*\.json/ })).toBeVisible();

  await workbench.runCommand('View: Close All Editors');
  await workbench.expand(service);
  await workbench.expand(workbench.treeRow(/^Stopped tasks/));
  const task = workbench.treeRow(/ago/).first();
  await task.hover();
  await task.getByRole('button', { name: 'Explain…' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Task \w{6} of shop-mail$/);
  await expect(card.getByRole('heading')).toContainText(/./, { timeout: 30_000 });
  await workbench.screenshot('explain-task');
});
