import { afterEach, beforeEach, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/lib/json';
import { Deduper } from '../../../src/core/logs/dedupe';
import { FakeCloud } from './fakeCloud';
import { Tailed } from './tailed';
import { VirtualTime } from './virtualTime';

let time: VirtualTime;
let cloud: FakeCloud;
let tailed: Tailed | undefined;

beforeEach(() => {
  time = new VirtualTime();
  cloud = new FakeCloud(time);
});

afterEach(() => tailed?.stop());

function startTail(options?: ConstructorParameters<typeof Tailed>[2]): Tailed {
  return (tailed = new Tailed(cloud.connection, time, options));
}

it('goes on where it was stopped when it is resumed, each line once', async () => {
  cloud.startTask('aaaaaa11');
  const dedupe = new Deduper();
  const since = time.now() - 1000;
  const first = startTail({ dedupe, since });
  await time.pass(2000);
  cloud.log('aaaaaa11', 'shown');
  await time.pass(2000);
  await first.stop();
  cloud.log('aaaaaa11', 'missed');
  await time.pass(5000);
  const second = startTail({ dedupe, since });
  await time.pass(2000);
  expect([...first.texts, ...second.texts]).toEqual(['shown', 'missed']);
});

it('shows nothing again when it is resumed long after, in none of its groups', async () => {
  const group = (name: string): JsonObject => ({
    name,
    logConfiguration: {
      logDriver: 'awslogs',
      options: { 'awslogs-group': `/ecs/${name}`, 'awslogs-stream-prefix': 'ecs' },
    },
  });
  cloud = new FakeCloud(time, { containerDefinitions: [group('app'), group('proxy')] });
  cloud.startTask('aaaaaa11');
  const dedupe = new Deduper();
  const first = startTail({ dedupe });
  await time.pass(2000);
  for (const container of ['app', 'proxy']) cloud.log('aaaaaa11', `shown by ${container}`, { container });
  await time.pass(2000);
  await first.stop();
  const since = time.now() - 60_000;
  await time.pass(1_200_000);
  for (const container of ['app', 'proxy']) cloud.log('aaaaaa11', `missed by ${container}`, { container });
  const second = startTail({ dedupe, since });
  await time.pass(3000);
  expect(first.texts).toEqual(['shown by app', 'shown by proxy']);
  expect(second.texts).toEqual(['missed by app', 'missed by proxy']);
});

it('shows each line once where lines come live for minutes while a long history is on its way', async () => {
  cloud.pageSize = 20;
  cloud.startTask('aaaaaa11');
  const expected: string[] = [];
  const log = (text: string, ago: number): void => {
    cloud.log('aaaaaa11', text, { ago });
    expected.push(text);
  };
  for (let index = 0; index < 2000; index += 1) log(`old ${index}`, 800_000 - index * 300);
  const { connection } = cloud;
  const logs = connection.logs('us-east-1');
  const filterEvents: typeof logs.filterEvents = async (query, signal) => {
    await time.sleep(4000, signal);
    return logs.filterEvents(query, signal);
  };
  const slow = { ...connection, logs: () => ({ ...logs, filterEvents }) };
  tailed = new Tailed(slow, time);
  for (let index = 0; index < 600; index += 1) {
    log(`live ${index}`, 0);
    await time.pass(1000);
  }
  await time.pass(60_000);
  expect([...tailed.texts].sort()).toEqual(expected.sort());
});
