import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { awsCli, findAwsCli } from '../../support/awsCli.mjs';
import { run } from '../../support/processes.mjs';
import { DeploymentPanel } from './deploymentPanel';
import { expect, test, type World } from './fixtures';

const TEXT = 'Hello from the outside test';

test.describe.configure({ mode: 'serial' });

test('a changed app is built, pushed, rolled out and heard', async ({ workbench, world }) => {
  test.skip(world.engine === undefined, 'no container engine');

  await workbench.openView();
  await workbench.writeFile('app/message.txt', `${TEXT}\n`);
  const saved = path.join(world.workspace, 'app', 'message.txt');
  await expect.poll(() => readFileSync(saved, 'utf8')).toBe(`${TEXT}\n`);
  await workbench.screenshot('job-1-edited');

  const panel = await DeploymentPanel.plan(workbench, { cluster: 'production', service: 'shop-web' });
  await expect(panel.text).toContainText('containerDefinitions[app].image');
  await workbench.screenshot('job-2-plan');
  await panel.confirm('shop-web');
  await expect(panel.headline).toContainText(/Building|Pushing/);
  await workbench.screenshot('job-3-building');
  await expect(panel.headline).toContainText('2 of 2 new tasks healthy', { timeout: 90_000 });
  await workbench.screenshot('job-4-rollout');
  await expect(panel.headline).toHaveText(/^\s*Deployed revision 4 in \d+ s\s*$/, { timeout: 90_000 });
  await workbench.screenshot('job-5-done');

  await workbench.runCommand('ECS: Tail Logs…');
  await workbench.pick('production');
  await workbench.pick('shop-web');
  await expect.poll(() => workbench.output(), { timeout: 30_000 }).toContain(TEXT);
  await workbench.screenshot('job-6-logs');

  const digest = await panel.digest();
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  const images = await runningImages(world);
  expect(images).toHaveLength(2);
  for (const image of images) expect(image).toMatch(new RegExp(`/shop-web@${digest}$`));
  // Last, because a change of theme gives the focus back to the editor a while later, which closes a quick pick.
  await workbench.screenshotThemes('job-7-all');
});

test('the AWS CLI shows the deployment that the extension made', async ({ world }) => {
  test.skip(world.engine === undefined, 'no container engine');
  test.skip(findAwsCli() === undefined, 'no AWS CLI');
  const aws = awsCli(world);

  const { clusterArns } = (await aws.json('ecs', 'list-clusters')) as { clusterArns: string[] };
  expect(clusterArns.map((arn) => arn.split('/').at(-1))).toEqual(['production', 'staging']);

  const where = ['--cluster', 'production', '--services', 'shop-web'];
  const { services } = (await aws.json('ecs', 'describe-services', ...where)) as { services: Service[] };
  expect(services).toMatchObject([{ runningCount: 2, deployments: [{ rolloutState: 'COMPLETED' }] }]);
  const [deployed] = services[0]?.deployments ?? [];
  const revision = deployed?.taskDefinition ?? '';
  expect(revision).toMatch(/:task-definition\/shop-web:4$/);

  const which = ['--task-definition', revision];
  const { taskDefinition } = (await aws.json('ecs', 'describe-task-definition', ...which)) as {
    taskDefinition: TaskDefinition;
  };
  const [image] = await runningImages(world);
  expect(taskDefinition.containerDefinitions.map((container) => container.image)).toContain(image);
});

test('no token of the registry is left in what the editor keeps: settings, state and logs', ({ world }) => {
  test.skip(world.engine === undefined, 'no container engine');
  const { connection: token, stored } = tokenMarks();
  const found = filesIn(world.dataDir).filter((file) => {
    const bytes = readFileSync(file);
    return [token, stored].some((mark) => bytes.includes(mark));
  });
  expect(found).toEqual([]);
  // What was looked through holds the deployment: its records, and the lines that were logged.
  expect(filesIn(world.dataDir).some((file) => readFileSync(file).includes('shop-web'))).toBe(true);
});

/** How every token of this registry begins, as it is and in the form in which docker stores a login. */
function tokenMarks(): { readonly connection: string; readonly stored: string } {
  const connection = Buffer.from('{"accountId":"').toString('base64url').slice(0, 18);
  return { connection, stored: Buffer.from(`AWS:${connection}`).toString('base64').slice(0, 24) };
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

interface Service {
  readonly deployments: readonly { readonly taskDefinition: string }[];
}

interface TaskDefinition {
  readonly containerDefinitions: readonly { readonly image: string }[];
}

/** The images of what runs for the sandbox's service, as the container engine names them. */
async function runningImages({ endpoint, engine }: World): Promise<readonly string[]> {
  const registry = new URL(endpoint).host;
  const docker = (...args: string[]) => run('docker', args, { env: engine?.env ?? process.env });
  const { output: ids } = await docker('ps', '--quiet', '--filter', 'label=quayside.sandbox');
  const { output } = await docker('inspect', '--format', '{{.Config.Image}}', ...ids.trim().split('\n'));
  return output.split('\n').filter((image) => image.startsWith(`${registry}/shop-web`));
}
