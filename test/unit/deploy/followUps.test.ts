import { afterEach, beforeEach, expect, test } from 'vitest';
import { followUps, targetOfServices } from '../../../src/core/deploy/followUps';
import { deploy, TestWorld } from './setup';

let world: TestWorld;

beforeEach(async () => {
  world = await TestWorld.start();
});
afterEach(() => world[Symbol.asyncDispose]());

test('further services get the very image, each in a deployment of its own, and nothing is built again', async () => {
  const source = { kind: 'image', image: world.image('shop-web:1.8.1') } as const;
  const target = { cluster: 'production', service: 'shop-web', source, also: ['shop-mail', 'shop-worker'] };
  const first = await deploy(target, world.deps());
  expect(first.verdict?.kind).toBe('succeeded');
  const digest = first.state.image?.digest ?? '';

  const next = followUps(target, first.state);
  expect(next.map(({ service }) => service)).toEqual(['shop-mail', 'shop-worker']);
  expect(new Set(next.map((one) => JSON.stringify(one.source))).size).toBe(1);
  const [mail] = next;
  if (mail === undefined) throw new Error('There is nothing to follow');
  const second = await deploy(mail, world.deps());
  expect(second.verdict?.kind).toBe('succeeded');
  expect(second.state.image?.digest).toBe(digest);
  expect(second.state.stages.find(({ id }) => id === 'build')?.status).toBe('skipped');
});

test('several services that were chosen make one target: the first one, and each other one once', () => {
  const source = { kind: 'build', dockerfile: '/w/Dockerfile', context: '/w' } as const;
  const key = (serviceArn: string) => ({ clusterArn: 'c', serviceArn });
  expect(targetOfServices([key('a'), key('b'), key('a'), key('c'), key('b')], source)).toEqual({
    ...{ cluster: 'c', service: 'a', source },
    also: ['b', 'c'],
  });
  expect(targetOfServices([key('a')], source)).toEqual({ cluster: 'c', service: 'a', source });
  expect(targetOfServices([], source)).toBeUndefined();
});

test('nothing follows a deployment whose image was never confirmed, or that names no other service', () => {
  const source = { kind: 'image', image: 'r/web:1' } as const;
  const target = { cluster: 'c', service: 's', source };
  expect(followUps({ ...target, also: ['t'] }, {})).toEqual([]);
  expect(followUps(target, {})).toEqual([]);
});
