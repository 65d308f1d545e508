import { DescribeServicesCommand, ECSClient, ListTaskDefinitionsCommand } from '@aws-sdk/client-ecs';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DeploymentPanel } from './deploymentPanel';
import { expect, test, type World } from './fixtures';

// Three failed tasks and a rollback take their time.
test.use({ timeScale: 4 });

test('a Dockerfile that does not build ends with its lines in view, and nothing is registered', async ({
  workbench,
  world,
}) => {
  test.skip(world.engine === undefined, 'no container engine');
  const before = await revisions(world);
  const restore = edit(world, 'Dockerfile', (text) => `${text}RUN echo "the flag is missing" && false\n`);
  try {
    const panel = await DeploymentPanel.plan(workbench, { cluster: 'production', service: 'shop-web' });
    await panel.confirm('shop-web');
    await expect(panel.headline).toHaveText(/build failed/i);
    await expect(panel.cause.locator('pre')).toContainText('the flag is missing');
    await expect(panel.outcome).toContainText('Nothing was');
    await workbench.screenshotThemes('trouble-build');
    expect(await revisions(world)).toEqual(before);
  } finally {
    restore();
  }
});

test('a reload in the middle of a rollout loses neither the panel nor the verdict', async ({
  workbench,
  world,
}) => {
  test.skip(world.engine === undefined, 'no container engine');
  const planned = await DeploymentPanel.plan(workbench, { cluster: 'production', service: 'shop-web' });
  await planned.confirm('shop-web');
  await expect(planned.headline).toContainText('of 2 new tasks healthy', { timeout: 60_000 });

  await workbench.reload();
  const panel = DeploymentPanel.shown(workbench);
  await expect(panel.headline).toContainText(/of 2 new tasks healthy|Deployed/, { timeout: 60_000 });
  await expect(panel.headline).toHaveText(/^\s*Deployed revision 4 in/, { timeout: 60_000 });
  await expect(panel.text).toContainText('deployment completed');
});

test('an app that ends at its start is shown failing, and then as a failure that ECS rolled back', async ({
  workbench,
  world,
}) => {
  test.skip(world.engine === undefined, 'no container engine');
  const now = await runningRevision(world);
  const restore = edit(world, path.join('app', 'run.sh'), () => 'echo "the database is gone"\nexit 3\n');
  try {
    const panel = await DeploymentPanel.plan(workbench, { cluster: 'production', service: 'shop-web' });
    await panel.confirm('shop-web');
    await expect(panel.headline).toContainText(/New tasks fail/, { timeout: 60_000 });
    await workbench.screenshot('trouble-failing');
    await expect(panel.headline).toHaveText(`Failed: the service runs revision ${now} again`, {
      timeout: 120_000,
    });
    await expect(panel.text).toContainText('exit 3');
    await workbench.screenshotThemes('trouble-rolled-back');
    await expect.poll(() => runningRevision(world)).toBe(now);
  } finally {
    restore();
  }
});

/** Changes a file of the sample app; gives back what undoes it. */
function edit({ workspace }: World, name: string, change: (text: string) => string): () => void {
  const file = path.join(workspace, name);
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, change(before));
  return () => writeFileSync(file, before);
}

function ecs({ endpoint, region }: World): ECSClient {
  return new ECSClient({ endpoint, region, credentials: { accessKeyId: 'any', secretAccessKey: 'any' } });
}

async function revisions(world: World): Promise<readonly string[]> {
  const answer = await ecs(world).send(new ListTaskDefinitionsCommand({ familyPrefix: 'shop-web' }));
  return answer.taskDefinitionArns ?? [];
}

async function runningRevision(world: World): Promise<number> {
  const where = { cluster: 'production', services: ['shop-web'] };
  const { services } = await ecs(world).send(new DescribeServicesCommand(where));
  return Number(services?.[0]?.taskDefinition?.split(':').at(-1));
}
