import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CLUSTER, setStage, type Stage } from '../ecs/builders';

/* How deployments went on in recorded answers, second by second; single observations, so the bands are wide. */

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => stage.dispose());

async function update(more: object): Promise<void> {
  await stage.ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service: 'web', ...more }));
}

/** `PRIMARY IN_PROGRESS 0/2`, for each deployment in its order. */
async function deployments(): Promise<string[]> {
  const { deployments: all = [] } = await stage.service('web');
  return all.map(
    ({ status, rolloutState, runningCount, desiredCount }) =>
      `${status} ${rolloutState} ${runningCount}/${desiredCount}`,
  );
}

test('a replacement of two tasks with 100 and 0 percent keeps the old deployment until the new tasks run', async () => {
  await stage.create('web', {
    availabilityZoneRebalancing: 'DISABLED',
    deploymentConfiguration: { maximumPercent: 100, minimumHealthyPercent: 0 },
  });
  await stage.completed('web');
  await stage.sandbox.clock.advance(60_000);
  await update({ forceNewDeployment: true });
  const began = stage.sandbox.clock.now();
  expect(await deployments()).toEqual(['PRIMARY IN_PROGRESS 0/2', 'ACTIVE COMPLETED 2/2']);

  const seconds: Record<string, number> = {};
  let last: string[] = [];
  await stage.sandbox.clock.advanceUntil(async () => {
    last = await deployments();
    seconds[last.join(', ')] ??= (stage.sandbox.clock.now() - began) / 1_000;
    return last[0]?.startsWith('PRIMARY COMPLETED') === true;
  });
  expect(Object.keys(seconds)).toEqual([
    'PRIMARY IN_PROGRESS 0/2, ACTIVE COMPLETED 2/2',
    'PRIMARY IN_PROGRESS 0/2, ACTIVE COMPLETED 2/0',
    'PRIMARY IN_PROGRESS 0/2, ACTIVE COMPLETED 0/0',
    'PRIMARY IN_PROGRESS 2/2, ACTIVE COMPLETED 0/0',
    'PRIMARY IN_PROGRESS 2/2, DRAINING COMPLETED 0/0',
    'PRIMARY IN_PROGRESS 2/2',
    'PRIMARY COMPLETED 2/2',
  ]);
  const between = (text: string, least: number, most: number): void => {
    expect([text, seconds[text]]).toEqual([text, expect.any(Number)]);
    expect(seconds[text]).toBeGreaterThanOrEqual(least);
    expect(seconds[text]).toBeLessThanOrEqual(most);
  };
  // Recorded at 78, 99, 139 and 167.
  between('PRIMARY IN_PROGRESS 2/2, ACTIVE COMPLETED 0/0', 45, 110);
  between('PRIMARY IN_PROGRESS 2/2, DRAINING COMPLETED 0/0', 45, 130);
  between('PRIMARY IN_PROGRESS 2/2', 90, 180);
  between('PRIMARY COMPLETED 2/2', 100, 220);
});

test('deployments of nothing that supersede each other are listed, drain and go before the last one completes', async () => {
  await stage.create('web', { desiredCount: 0 });
  await stage.completed('web');
  const { deployments: [steady] = [] } = await stage.service('web');
  for (let number = 0; number < 3; number += 1) {
    await stage.sandbox.clock.advance(300);
    await update({ forceNewDeployment: true });
  }
  const { deployments: listed = [], currentServiceRevisions = [] } = await stage.service('web');
  expect(listed.map(({ status }) => status)).toEqual(['PRIMARY', 'ACTIVE', 'ACTIVE', 'ACTIVE']);
  // Among those that are ACTIVE the one that had become steady comes first.
  expect(listed[1]?.id).toBe(steady?.id);
  expect(currentServiceRevisions.map(({ arn }) => arn?.split('/').at(-1))).toEqual(
    listed.map(({ id }) => id?.split('/').at(-1)),
  );
  // What a former deployment was changed at last is when the next one was made.
  expect(listed[2]?.updatedAt).toEqual(listed[0]?.createdAt);

  await stage.sandbox.clock.advance(5_000);
  expect((await deployments()).map((text) => text.split(' ')[0])).toEqual([
    'PRIMARY',
    'DRAINING',
    'DRAINING',
    'DRAINING',
  ]);
  await stage.sandbox.clock.advance(50_000);
  expect(await deployments()).toEqual(['PRIMARY IN_PROGRESS 0/0']);
  // Recorded: still in progress after 73 seconds.
  await stage.sandbox.clock.advance(17_000);
  expect(await deployments()).toEqual(['PRIMARY IN_PROGRESS 0/0']);
  await stage.completed('web');
});

test('a service that is scaled to nothing says so in a second, and is steady before its tasks are gone', async () => {
  await stage.create('web');
  await stage.completed('web');
  await stage.sandbox.clock.advance(60_000);
  const before = await stage.events('web');
  await update({ desiredCount: 0 });
  const fresh = async (): Promise<string[]> => (await stage.events('web')).slice(0, -before.length);
  await stage.sandbox.clock.advance(1_500);
  expect(await fresh()).toEqual([
    expect.stringMatching(
      /^\(service web\) has stopped 2 running tasks: \(task [0-9a-f]{32}\) \(task [0-9a-f]{32}\)\.$/,
    ),
  ]);
  await stage.sandbox.clock.advance(12_000);
  expect((await fresh())[0]).toBe('(service web) has reached a steady state.');
  const tasks = await stage.tasks({ desiredStatus: 'STOPPED' });
  expect(tasks.map(({ lastStatus }) => lastStatus)).toEqual(['DEPROVISIONING', 'DEPROVISIONING']);
});
