import { ECSClient, ListTasksCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import { expect, test, type World } from './fixtures';

test('a service that was rolled back is explained from its row, and so is a task that stopped', async ({
  workbench,
  world,
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
  await stopTask(world);
  await workbench.expand(service);
  await expect(async () => {
    await workbench.runCommand('ECS: Refresh');
    await expect(workbench.treeRow(/^Stopped tasks/)).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: 30_000 });
  await workbench.expand(workbench.treeRow(/^Stopped tasks/));
  const task = workbench.treeRow(/rev 3.*stopp/).first();
  await workbench.rowButton(task, 'Explain…', () =>
    expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Task \w{6} of shop-mail$/, {
      timeout: 10_000,
    }),
  );
  await expect(page.getByRole('heading', { name: 'Nothing went wrong with this task.' })).toBeVisible();
  await workbench.screenshot('explain-task');
});

/** Somebody else stops the task of the mailer; the service starts another one. */
async function stopTask({ endpoint, region }: World): Promise<void> {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const ecs = new ECSClient({ endpoint, region, credentials });
  const cluster = 'production';
  const { taskArns } = await ecs.send(new ListTasksCommand({ cluster, serviceName: 'shop-mail' }));
  await ecs.send(new StopTaskCommand({ cluster, task: taskArns?.[0] }));
}
