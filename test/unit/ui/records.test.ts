import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DeployState } from '../../../src/core/deploy/state';
import { DeploymentRecords } from '../../../src/ui/deployment/records';
import { deployStates } from '../../support/deployStates';
import { RecordingLogger } from '../aws/setup';

let folder: string;
let records: DeploymentRecords;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quayside-records-'));
  records = new DeploymentRecords(folder, new RecordingLogger());
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const record = (id: string, startedAt: number, state: DeployState = deployStates.succeeded) =>
  ({ id, origin: 'deploy', state: { ...state, startedAt } }) as const;

test('a list that is asked for again reads only what changed, and forgets what was taken away', async () => {
  records.save(record('first', 1));
  records.save(record('second', 2));
  const [second, first] = await records.all();
  records.save({ ...record('second', 2), workspace: 'shop' });
  const [changed, same] = await records.all();
  expect(same).toBe(first);
  expect(changed).not.toBe(second);
  expect(changed?.workspace).toBe('shop');
  await records.remove(['first']);
  expect((await records.all()).map(({ id }) => id)).toEqual(['second']);
});

test('a plan that nobody confirmed is forgotten when it is let go, and a deployment is not', async () => {
  const cancelled: DeployState = { ...deployStates.planOk, phase: 'ended' };
  const all = [record('plan', 1, cancelled), record('open', 2, deployStates.planOk), record('done', 3)];
  for (const one of all) records.save(one);
  for (const one of all) await records.letGo(one);
  expect((await records.all()).map(({ id }) => id)).toEqual(['done', 'open']);
});
