import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EcsApi } from '../../../src/core/aws/api';
import type { WatchReference } from '../../../src/core/deploy/event';
import { findServiceDeployment } from '../../../src/core/deploy/watch/identity';
import type { ServiceDeployment, ServiceRevision } from '../../../src/core/model/deploymentRecord';
import { at, definition, deployment, reference } from './samples';
import { deploy, live, once, TestWorld, watch } from './setup';

const theirs = deployment('SUCCESSFUL', {
  arn: 'theirs',
  targetRevisionArn: 'revision/43',
  createdAt: at(1),
});
const ours = deployment('IN_PROGRESS', { arn: 'ours', targetRevisionArn: 'revision/42', createdAt: at(3) });
const later = deployment('IN_PROGRESS', {
  arn: 'later',
  targetRevisionArn: 'revision/42',
  createdAt: at(60),
});
const earlier = deployment('SUCCESSFUL', {
  arn: 'earlier',
  targetRevisionArn: 'revision/42',
  createdAt: at(-900),
});

/** Answers for the three calls that finding takes; revisions are named by what they bring. */
function ecsWith(all: readonly ServiceDeployment[], readable = ['revision/42', 'revision/43']): EcsApi {
  const parts: Pick<
    EcsApi,
    'describeServiceDeployments' | 'listServiceDeployments' | 'describeServiceRevisions'
  > = {
    describeServiceDeployments: (arns) => Promise.resolve(all.filter(({ arn }) => arns.includes(arn))),
    listServiceDeployments: () => Promise.resolve(all),
    describeServiceRevisions: (arns) =>
      Promise.resolve(
        arns
          .filter((arn) => readable.includes(arn))
          .map((arn) => ({ arn, taskDefinitionArn: definition(Number(arn.slice(9))) }) as ServiceRevision),
      ),
  };
  return parts as EcsApi;
}

async function found(all: readonly ServiceDeployment[], current?: string, readable?: string[]) {
  const service = current === undefined ? {} : { currentServiceDeployment: current };
  return (await findServiceDeployment(reference, service, ecsWith(all, readable), live()))?.arn;
}

test('the current service deployment is ours only when its revision is', async () => {
  expect(await found([theirs, ours], 'theirs')).toBe('ours');
  expect(await found([theirs, ours], 'ours')).toBe('ours');
});

test('one of our revision that began long before or after the rollout is another one', async () => {
  expect(await found([later, ours, earlier])).toBe('ours');
  expect(await found([earlier])).toBeUndefined();
});

test('as long as AWS does not tell which revision it brings, none is taken for ours', async () => {
  expect(await found([ours], 'ours', [])).toBeUndefined();
});

let world: TestWorld;

beforeEach(async () => {
  world = await TestWorld.start();
});

afterEach(() => world[Symbol.asyncDispose]());

const target = (image: string) =>
  ({
    cluster: 'production',
    service: 'shop-mail',
    source: { kind: 'image', image: world.image(image) },
  }) as const;

/** Runs a deployment until its service deployment is known, and leaves it to ECS. */
async function begin(image: string): Promise<WatchReference> {
  const aborter = new AbortController();
  const { state } = await deploy(
    target(image),
    world.deps(),
    (event) => {
      if (event.type === 'updated' && event.reference.serviceDeploymentArn !== undefined) aborter.abort();
    },
    aborter.signal,
  );
  if (state.reference === undefined) throw new Error('There is no reference');
  return state.reference;
}

test("somebody else's success is none of ours, even when a reference names it by mistake", async () => {
  const { verdict, state } = await deploy(target('shop-mail:2.4.0'), world.deps());
  expect(verdict?.kind).toBe('succeeded');
  const theirArn = state.reference?.serviceDeploymentArn ?? '';
  const reference = await begin('shop-mail:2.5.0-broken');

  const played = await watch({ ...reference, serviceDeploymentArn: theirArn }, world.deps());
  expect(played.verdict?.kind).toBe('rolledBack');
  expect(played.state.reference?.serviceDeploymentArn).toBe(reference.serviceDeploymentArn);
});

test('a reference that names the right one keeps it', async () => {
  const reference = await begin('shop-mail:2.5.0-broken');
  const played = await watch(
    reference,
    world.deps(),
    once('observed', () => undefined),
  );
  expect(played.verdict?.kind).toBe('rolledBack');
  expect(played.events.filter(({ type }) => type === 'updated')).toEqual([]);
});
