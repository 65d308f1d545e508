import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LoggedLine } from '../../../src/core/deploy/event';
import { omit } from '../../../src/core/deploy/omit';
import type { DeployState } from '../../../src/core/deploy/state';
import { silentLogger } from '../../../src/core/lib/logger';
import { RolloutLines } from '../../../src/ui/deployment/rolloutLines';
import { deployStates, reference as sample } from '../../support/deployStates';
import { CLUSTER, FakeCloud, SERVICE } from '../logs/fakeCloud';
import { VirtualTime } from '../logs/virtualTime';

let time: VirtualTime;
let cloud: FakeCloud;
let told: LoggedLine[];
let lines: RolloutLines;

const definition = (revision: number) => ({
  arn: `arn:aws:ecs:us-east-1:111122223333:task-definition/web:${revision}`,
  family: 'web',
  revision,
});
const rolling = (more: Partial<DeployState> = {}): DeployState => ({
  ...omit(deployStates.rolling, 'logs'),
  reference: {
    ...sample,
    clusterArn: CLUSTER,
    serviceArn: SERVICE,
    startedAt: time.now(),
    oldRevision: definition(41),
    newRevision: definition(42),
  },
  ...more,
});
const texts = (): readonly string[] => told.flatMap((line) => (line.kind === 'line' ? [line.text] : []));

beforeEach(() => {
  time = new VirtualTime();
  cloud = new FakeCloud(time);
  told = [];
  lines = new RolloutLines({
    connection: cloud.connection,
    clock: time,
    logger: silentLogger,
    tell: (more) => told.push(...more),
  });
});

afterEach(async () => {
  lines.attend(false, rolling());
  await time.pass(1000);
  expect(cloud.openSessions).toEqual([]);
});

describe('the lines of a rollout', () => {
  it('are those of the new tasks, each with its task and level, JSON reduced', async () => {
    cloud.startTask('oooooo11', 41);
    cloud.startTask('nnnnnn11', 42);
    lines.attend(true, rolling());
    await time.pass(1000);
    cloud.log('oooooo11', 'from the old one');
    cloud.log('nnnnnn11', '{"level":"warn","msg":"slow","ms":900}');
    await time.pass(2000);
    lines.flush();
    expect(told.filter(({ kind }) => kind === 'line')).toEqual([
      expect.objectContaining({ taskId: 'nnnnnn', container: 'app', level: 'warn', text: 'slow {+1}' }),
    ]);
  });

  it('are read only while somebody looks, and nothing is lost or told twice in between', async () => {
    const state = rolling();
    cloud.startTask('nnnnnn11', 42);
    lines.attend(true, state);
    await time.pass(1000);
    cloud.log('nnnnnn11', 'one');
    await time.pass(2000);
    lines.attend(false, state);
    await time.pass(1000);
    expect(cloud.openSessions).toEqual([]);
    cloud.log('nnnnnn11', 'two');
    await time.pass(5000);
    expect(texts()).toEqual(['one']);
    lines.attend(true, state);
    await time.pass(2000);
    lines.flush();
    expect(texts()).toEqual(['one', 'two']);
  });

  it('end with the rollout', async () => {
    cloud.startTask('nnnnnn11', 42);
    lines.attend(true, rolling());
    await time.pass(2000);
    expect(cloud.openSessions).not.toEqual([]);
    lines.attend(true, rolling({ phase: 'ended' }));
    await time.pass(1000);
    expect(cloud.openSessions).toEqual([]);
  });

  it('go on behind those that were read before the window was loaded', async () => {
    const state = rolling();
    cloud.startTask('nnnnnn11', 42);
    await time.pass(1000);
    cloud.log('nnnnnn11', 'kept');
    const kept = {
      kind: 'line',
      at: time.now(),
      taskId: 'nnnnnn',
      container: 'app',
      text: 'kept',
      n: 0,
    } as const;
    await time.pass(1000);
    cloud.log('nnnnnn11', 'missed');
    lines.attend(true, { ...state, logs: { lines: [kept], told: 1 } });
    await time.pass(2000);
    lines.flush();
    expect(texts()).toEqual(['missed']);
  });

  it('are told up to a bound, with the number of those before them', async () => {
    let before = 0;
    lines = new RolloutLines({
      connection: cloud.connection,
      clock: time,
      logger: silentLogger,
      tell: (some, more) => {
        told.push(...some);
        before += more;
      },
    });
    cloud.startTask('nnnnnn11', 42);
    for (let index = 0; index < 1000; index += 1) cloud.log('nnnnnn11', `line ${index}`);
    lines.attend(true, rolling());
    await time.pass(60_000);
    lines.flush();
    expect(before).toBeGreaterThan(0);
    // One of them is the note of the live tail.
    expect(told.length + before).toBe(1001);
    expect(texts().at(-1)).toBe('line 999');
  });
});
