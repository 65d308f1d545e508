import { ECSClient, ListTasksCommand, StopTaskCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { DeploymentPanel } from './deploymentPanel';
import { expect, test, type World } from './fixtures';

const SHOP_WEB = { cluster: 'production', service: 'shop-web' } as const;

// A rollout and the last lines of a task take their time.
test.use({ timeScale: 6 });

test('a tail tells old and new tasks apart through a deployment, and says how a task ended', async ({
  workbench,
  world,
}) => {
  const ecs = clientOf(world);
  await workbench.openView();
  await workbench.runCommand('ECS: Tail Logs…');
  await workbench.pick(SHOP_WEB.cluster);
  await workbench.pick(SHOP_WEB.service);
  const told = new Set<string>();
  /** The panel draws only what is in view, so what was seen before counts too. */
  const read = async (): Promise<string> => {
    for (const line of (await workbench.output()).split('\n')) told.add(line.trim());
    return [...told].join('\n');
  };
  await expect.poll(read, { timeout: 30_000 }).toMatch(/ r3 app /);

  await ecs.send(new UpdateServiceCommand({ ...SHOP_WEB, taskDefinition: 'shop-web:2' }));
  await workbench.runCommand('ECS: Watch Deployment…');
  await workbench.pick(SHOP_WEB.cluster);
  await workbench.pick(SHOP_WEB.service);
  const panel = DeploymentPanel.shown(workbench);
  await panel.tab(/^Logs/);
  const lines = panel.page.getByRole('log', { name: 'Logs' });
  await expect(lines).toContainText('GET /', { timeout: 60_000 });
  await expect.poll(read, { timeout: 60_000 }).toMatch(/ r2 app /);
  await expect(panel.headline).toContainText('Deployed revision 2', { timeout: 90_000 });
  await expect(lines).toBeVisible();

  const { taskArns = [] } = await ecs.send(
    new ListTasksCommand({ cluster: SHOP_WEB.cluster, serviceName: SHOP_WEB.service }),
  );
  const task = taskArns[0]?.split('/').at(-1) ?? '';
  const id = task.slice(0, 6);
  await ecs.send(new StopTaskCommand({ cluster: SHOP_WEB.cluster, task, reason: 'to see how it ends' }));
  await expect.poll(read, { timeout: 60_000 }).toMatch(new RegExp(`${id} stopped: .*to see how it ends`));
  // Its last lines came before that.
  expect(await read()).toMatch(new RegExp(`${id} r2 app `));
  await panel.page.getByRole('button', { name: 'Open in Log Tail' }).focus();
  await workbench.screenshotThemes('logs');
});

function clientOf({ endpoint, region }: World): ECSClient {
  return new ECSClient({ endpoint, region, credentials: { accessKeyId: 'any', secretAccessKey: 'any' } });
}
