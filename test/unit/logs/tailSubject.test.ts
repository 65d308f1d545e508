import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awslogsContainer, FakeCloud, taskArn } from './fakeCloud';
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

describe('a container whose lines go elsewhere', () => {
  const routed = {
    containerDefinitions: [
      { name: 'app', logConfiguration: { logDriver: 'awsfirelens', options: { Name: 'datadog' } } },
      { ...awslogsContainer('router'), firelensConfiguration: { type: 'fluentbit' } },
      awslogsContainer('proxy'),
    ],
  };

  it('comes with what its log router says for itself, and with a link of the person’s own', async () => {
    cloud = new FakeCloud(time, routed);
    cloud.startTask('aaaaaa11');
    cloud.log('aaaaaa11', 'no upstream', { container: 'router' });
    cloud.log('aaaaaa11', 'GET /', { container: 'proxy' });
    const tail = startTail({
      subject: { taskArn: taskArn('aaaaaa11'), container: 'app' },
      linkOf: (task, container) => `https://logs.example/${task.arn.split('/').at(-1) ?? ''}/${container}`,
    });
    await time.pass(2000);
    expect(tail.texts).toEqual(['no upstream']);
    expect(tail.notes.slice(0, 2)).toEqual(['logs.firelens', 'tail.link']);
    expect(tail.transcript[1]).toContain('https://logs.example/aaaaaa11/app');
  });

  it('explains containers that log elsewhere, once', async () => {
    cloud = new FakeCloud(time, {
      containerDefinitions: [{ name: 'app', logConfiguration: { logDriver: 'json-file' } }],
    });
    cloud.startTask('aaaaaa11');
    cloud.startTask('bbbbbb22');
    const tail = startTail();
    await time.pass(12_000);
    expect(tail.notes).toEqual(['logs.onInstance']);
  });
});

it('leaves out the tasks that are not wanted, and follows none of their streams', async () => {
  cloud.startTask('aaaaaa11', 41);
  cloud.startTask('bbbbbb11', 42);
  const tail = startTail({ only: ({ taskDefinitionArn }) => taskDefinitionArn.endsWith(':42') });
  await time.pass(2000);
  expect(cloud.openSessions).toEqual([['ecs/app/bbbbbb11']]);
  cloud.log('aaaaaa11', 'old');
  cloud.log('bbbbbb11', 'new');
  await time.pass(2000);
  expect(tail.texts).toEqual(['new']);
});

it('of a deployment follows the tasks that it started, also those that it starts later', async () => {
  cloud.startTask('aaaaaa11', 41);
  cloud.startTask('bbbbbb11', 42);
  startTail({ subject: { rolloutId: 'ecs-svc/42' } });
  await time.pass(2000);
  cloud.startTask('cccccc11', 42);
  await time.pass(7000);
  expect(cloud.openSessions).toEqual([['ecs/app/bbbbbb11', 'ecs/app/cccccc11']]);
});
