import { beforeEach, describe, expect, it } from 'vitest';
import { LogSearch, type SearchDeps, type SearchRequest } from '../../../src/core/logs/search';
import type { LogSubject } from '../../../src/core/logs/model';
import { CLUSTER, FakeCloud, SERVICE, awslogs, awslogsContainer, taskArn } from './fakeCloud';
import { VirtualTime } from './virtualTime';

const MINUTE = 60_000;
const { signal } = new AbortController();
let time: VirtualTime;
let cloud: FakeCloud;

beforeEach(() => {
  time = new VirtualTime();
  cloud = new FakeCloud(time);
  cloud.startTask('task00');
});

function search(
  request: Partial<SearchRequest> & { readonly only?: Partial<LogSubject> } = {},
  deps: Partial<SearchDeps> = {},
): LogSearch {
  const { only = {}, ...rest } = request;
  return new LogSearch(
    {
      subject: { clusterArn: CLUSTER, serviceArn: SERVICE, ...only },
      from: time.now() - 60 * MINUTE,
      to: time.now(),
      ...rest,
    },
    { connection: cloud.connection, clock: time, ...deps },
  );
}

/** A line a minute, the oldest first: `line 9` is nine minutes old. */
function logLines(count: number, id = 'task00'): void {
  for (let ago = count; ago >= 1; ago -= 1) cloud.log(id, `line ${ago}`, { ago: ago * MINUTE });
}

const texts = (found: LogSearch): readonly string[] =>
  found.items.map((item) => (item.kind === 'line' ? item.text : '--'));
const between = (first: number, last: number): readonly string[] =>
  Array.from({ length: first - last + 1 }, (_, index) => `line ${first - index}`);

describe('a search in the history of logs', () => {
  it('shows the newest lines first, in order of time, and earlier ones step by step', async () => {
    logLines(20);
    const found = search({}, { pageLines: 8 });
    await found.earlier(signal);
    expect(texts(found)).toEqual(between(8, 1));
    expect(found.reachedStart).toBe(false);
    await found.earlier(signal);
    await found.earlier(signal);
    expect(texts(found)).toEqual(between(20, 1));
    expect([found.reachedStart, found.from]).toEqual([true, time.now() - 60 * MINUTE]);
  });

  it('goes beyond the beginning of its range by as much time again', async () => {
    logLines(20);
    const found = search({ from: time.now() - 5 * MINUTE });
    await found.earlier(signal);
    expect(texts(found)).toEqual(between(5, 1));
    await found.earlier(signal);
    expect(texts(found)).toEqual(between(10, 1));
  });

  it('goes beyond its end up to now, and finds lines that arrived late', async () => {
    cloud.log('task00', 'first', { ago: 3 * MINUTE });
    const found = search({ to: time.now() });
    await found.earlier(signal);
    await time.pass(10_000);
    cloud.log('task00', 'late', { ago: 30_000 });
    cloud.log('task00', 'new');
    await found.later(signal);
    expect(texts(found)).toEqual(['first', 'late', 'new']);
    expect(found.to).toBe(time.now());
    await found.later(signal);
    expect(texts(found)).toEqual(['first', 'late', 'new']);
  });

  it('stays bounded: what goes at one end is told, and comes again', async () => {
    logLines(20);
    const found = search({}, { pageLines: 8, keptLines: 10 });
    await found.earlier(signal);
    await found.earlier(signal);
    expect(texts(found)).toEqual(between(16, 7));
    expect([found.dropped.later, found.reachedEnd]).toEqual([6, false]);
    await found.later(signal);
    expect(texts(found)).toEqual(between(10, 1));
    expect(found.dropped).toEqual({ earlier: 6, later: 0 });
    await found.earlier(signal);
    expect(texts(found)).toEqual(between(18, 9));
  });

  it('keeps few lines where they are long', async () => {
    for (let ago = 120; ago >= 1; ago -= 1)
      cloud.log('task00', `${ago} ${'x'.repeat(250_000)}`, { ago: ago * 1000 });
    const found = search({}, { pageLines: 30 });
    for (let step = 0; step < 4; step += 1) await found.earlier(signal);
    expect(texts(found)[0]).toMatch(/^120 /);
    expect([found.count, found.dropped.later]).toEqual([79, 41]);
  });

  it('merges containers, and names tasks that ECS has forgotten without a revision', async () => {
    cloud = new FakeCloud(time, awslogs('app', 'sidecar'));
    cloud.startTask('task00', 7);
    cloud.log('task00', 'one', { ago: 3000 });
    cloud.log('task00', 'two', { ago: 2000, container: 'sidecar' });
    cloud.log('forgotten', 'three', { ago: 1000 });
    const found = search();
    await found.earlier(signal);
    expect(
      found.items.map((item) => (item.kind === 'line' ? { ...item.source, text: item.text } : {})),
    ).toEqual([
      { taskArn: taskArn('task00'), taskId: 'task00', revision: 7, container: 'app', text: 'one' },
      { taskArn: taskArn('task00'), taskId: 'task00', revision: 7, container: 'sidecar', text: 'two' },
      { taskArn: 'forgotten', taskId: 'forgot', container: 'app', text: 'three' },
    ]);
  });

  it('leaves out what other services log under the same names, and asks once whose a task is', async () => {
    cloud.startTask('other0', 3, 'orders');
    cloud.log('task00', 'ours', { ago: 4000 });
    cloud.log('other0', 'theirs', { ago: 3000 });
    cloud.log('forgotten', 'of nobody that is known', { ago: 2000 });
    const found = search();
    await found.earlier(signal);
    expect(texts(found)).toEqual(['ours', 'of nobody that is known']);
    cloud.calls.length = 0;
    await found.later(signal);
    expect(cloud.calls).not.toContain('describeTasks');
  });

  it('of a deployment leaves out the tasks of others, as far as ECS knows them', async () => {
    cloud.startTask('task41', 41);
    cloud.log('task41', 'before', { ago: 4000 });
    cloud.log('task00', 'after', { ago: 3000 });
    const found = search({ only: { rolloutId: 'ecs-svc/42' } });
    await found.earlier(signal);
    expect(texts(found)).toEqual(['after']);
  });

  it('finds lines too many rather than none where ECS does not tell whose a task is', async () => {
    cloud.startTask('other0', 3, 'orders');
    cloud.log('other0', 'theirs', { ago: 3000 });
    const found = search();
    cloud.onFilter = () => cloud.fail('describeTasks', 'accessDenied');
    await found.earlier(signal);
    expect(texts(found)).toEqual(['theirs']);
  });

  it('of one task or container leaves out the others', async () => {
    cloud = new FakeCloud(time, awslogs('app', 'sidecar'));
    cloud.startTask('task00');
    cloud.startTask('task01');
    cloud.log('task00', 'mine', { ago: 3000 });
    cloud.log('task01', 'of another task', { ago: 2000 });
    cloud.log('task00', 'of another container', { ago: 1000, container: 'sidecar' });
    const found = search({ only: { taskArn: taskArn('task00'), container: 'app' } });
    await found.earlier(signal);
    expect(texts(found)).toEqual(['mine']);
  });

  it('says of containers that log elsewhere where their lines are', async () => {
    const splunk = { name: 'sidecar', logConfiguration: { logDriver: 'splunk' } };
    cloud = new FakeCloud(time, { containerDefinitions: [awslogsContainer('app'), splunk] });
    cloud.startTask('task00');
    const found = search();
    await found.earlier(signal);
    expect(found.elsewhere.map(({ id }) => id)).toEqual(['logs.elsewhere']);
    expect([found.hasPlaces, found.count, found.reachedStart]).toEqual([true, 0, true]);
  });

  it('slows down when there are too many calls', async () => {
    logLines(3);
    cloud.fail('filterEvents', 'throttled', { times: 3 });
    const found = search();
    const step = found.earlier(signal);
    await time.pass(20_000);
    await step;
    expect(texts(found)).toEqual(between(3, 1));
  });

  it('has nothing where the group does not exist yet, and fails for every other reason', async () => {
    cloud.fail('filterEvents', 'notFound', { times: 1 });
    const found = search();
    await found.earlier(signal);
    expect([found.count, found.reachedStart]).toEqual([0, true]);
    cloud.fail('filterEvents', 'accessDenied');
    await expect(search().earlier(signal)).rejects.toMatchObject({ code: 'accessDenied' });
  });

  it('that is cancelled keeps what it has found, and goes on from there', async () => {
    logLines(20);
    const found = search();
    const stop = new AbortController();
    cloud.onFilter = (call) => {
      if (call === 3) stop.abort();
    };
    await found.earlier(stop.signal);
    expect(texts(found)).toEqual(between(10, 1));
    await found.earlier(signal);
    expect(texts(found)).toEqual(between(20, 1));
  });

  it.each(['refused', 'ignored'] as const)(
    'finds the end by windows of time where the order of the newest first is %s',
    async (newestFirst) => {
      logLines(20);
      cloud.newestFirst = newestFirst;
      const found = search({}, { pageLines: 8 });
      await found.earlier(signal);
      expect(texts(found)).toEqual(between(8, 1));
      await found.earlier(signal);
      await found.earlier(signal);
      expect(texts(found)).toEqual(between(20, 1));
    },
  );
});
