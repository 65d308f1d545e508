import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DeploymentRecords } from '../../../src/ui/deployment/records';
import { deployStates } from '../../support/deployStates';
import { RecordingLogger } from '../aws/setup';

test('a list that is asked for again reads only what changed, and forgets what was taken away', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'quayside-records-'));
  try {
    const records = new DeploymentRecords(folder, new RecordingLogger());
    const record = (id: string, startedAt: number) =>
      ({ id, origin: 'deploy', state: { ...deployStates.succeeded, startedAt } }) as const;
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
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
