import { afterEach, beforeEach, expect, test } from 'vitest';
import { ecrOf, placeOf } from '../../../src/core/deploy/place';
import { live, TestWorld } from './setup';

let world: TestWorld;

beforeEach(async () => {
  world = await TestWorld.start();
});
afterEach(() => world[Symbol.asyncDispose]());

const ecrAt = (region: string) =>
  ecrOf(placeOf(`123456789012.dkr.ecr.${region}.amazonaws.com/web:1`) ?? {}, world.connection);

test('a registry is asked, and signed in to, in the region that its host names', async () => {
  const here = world.connection.info.region;
  const there = here === 'us-west-2' ? 'us-east-2' : 'us-west-2';
  await ecrAt(there).createRepository('far-away', live());
  expect(await ecrAt(there).describeRepository({ name: 'far-away' }, live())).toBeDefined();
  expect(await ecrAt(here).describeRepository({ name: 'far-away' }, live())).toBeUndefined();
  expect((await ecrAt(there).login(live())).username).toBe('AWS');
});

test('a registry whose host names no region is asked in that of the connection', () => {
  expect(ecrOf(placeOf('127.0.0.1:5000/web:1') ?? {}, world.connection)).toBe(world.connection.ecr);
});
