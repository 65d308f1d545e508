import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  ListTagsForResourceCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type CloudWatchLogsClient,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogsService } from '../../../../src/sandbox/services/logs/logsService';
import { ACCOUNT, REGION, START, startSandboxParts, type SandboxParts } from '../../../support/sandboxParts';

const DAY = 86_400_000;
const logGroupName = '/ecs/shop';
const resourceArn = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${logGroupName}`;

let parts: SandboxParts;
let client: CloudWatchLogsClient;

beforeEach(async () => {
  parts = await startSandboxParts();
  client = parts.logsClient();
  await client.send(new CreateLogGroupCommand({ logGroupName, tags: { team: 'shop' } }));
});
afterEach(() => parts.close());

const write = (stream: string, message: string, timestamp = START): void =>
  parts.logs.append(ACCOUNT, REGION, logGroupName, stream, [{ timestamp, message }]);

const messages = async (): Promise<readonly (string | undefined)[]> => {
  const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName }));
  return events.map(({ message }) => message);
};

const failure = async (call: Promise<unknown>): Promise<string | undefined> =>
  call.then(
    () => undefined,
    (reason: unknown) => (reason instanceof Error ? reason.name : String(reason)),
  );

describe('a group', () => {
  it('goes with all that is in it, and its name is free again', async () => {
    write('a', 'old');
    await client.send(new DeleteLogGroupCommand({ logGroupName }));
    expect(await failure(messages())).toBe('ResourceNotFoundException');
    const again = new DeleteLogGroupCommand({ logGroupName });
    expect(await failure(client.send(again))).toBe('ResourceNotFoundException');
    await client.send(new CreateLogGroupCommand({ logGroupName }));
    expect(await messages()).toEqual([]);
  });

  it('forgets what is older than it keeps', async () => {
    write('a', 'ten days old', START - 10 * DAY);
    write('a', 'new');
    const keep = (retentionInDays: number) =>
      client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
    expect(await failure(keep(2))).toBe('InvalidParameterException');
    expect(await messages()).toEqual(['ten days old', 'new']);
    await keep(7);
    expect(await messages()).toEqual(['new']);
    const { logGroups } = await client.send(new DescribeLogGroupsCommand({}));
    expect(logGroups).toMatchObject([{ logGroupName, retentionInDays: 7 }]);
    await parts.clock.advance(8 * DAY);
    expect(await messages()).toEqual([]);
    await client.send(new DeleteRetentionPolicyCommand({ logGroupName }));
    const described = await client.send(new DescribeLogGroupsCommand({}));
    expect(described.logGroups?.[0]?.retentionInDays).toBeUndefined();
  });

  it('has tags, and keeps them and its retention in a saved world', async () => {
    await client.send(new TagResourceCommand({ resourceArn, tags: { stage: 'test' } }));
    await client.send(new UntagResourceCommand({ resourceArn: `${resourceArn}:*`, tagKeys: ['team'] }));
    const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual({ stage: 'test' });
    await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 30 }));
    const state = JSON.parse(JSON.stringify(parts.logs.toJSON())) as ReturnType<typeof parts.logs.toJSON>;
    expect(createLogsService({ clock: parts.clock, state }).toJSON()).toEqual(state);
    expect(JSON.stringify(state)).toContain('"retentionInDays":30');
  });
});

describe('a stream', () => {
  it('goes with its lines, and the others stay', async () => {
    write('a', 'from a');
    write('b', 'from b');
    await client.send(new DeleteLogStreamCommand({ logGroupName, logStreamName: 'a' }));
    expect(await messages()).toEqual(['from b']);
    const { logStreams } = await client.send(new DescribeLogStreamsCommand({ logGroupName }));
    expect(logStreams?.map(({ logStreamName }) => logStreamName)).toEqual(['b']);
    const again = new DeleteLogStreamCommand({ logGroupName, logStreamName: 'a' });
    expect(await failure(client.send(again))).toBe('ResourceNotFoundException');
  });
});

it('a batch above a megabyte is refused', async () => {
  write('a', 'there');
  const message = 'x'.repeat(600_000);
  const logEvents = [1, 2].map((second) => ({ timestamp: START + second, message }));
  const put = new PutLogEventsCommand({ logGroupName, logStreamName: 'a', logEvents });
  await expect(client.send(put)).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Upload too large: 1200052 bytes exceeds limit of 1048576',
  });
});

it('five thousand lines a second are taken in, and no more is kept than the sandbox can hold', async () => {
  for (let second = 0; second < 45; second += 1) {
    // Every third second's lines arrive late.
    const from = START + (second % 3 === 2 ? second - 2 : second) * 1000;
    const lines = Array.from({ length: 5_000 }, (_unused, index) => ({
      timestamp: from + Math.floor(index / 5),
      message: `line ${1000 + index}`,
    }));
    parts.logs.append(ACCOUNT, REGION, logGroupName, 'a', lines);
  }
  const state = parts.logs.toJSON() as unknown as { groups: { events: unknown[] }[] };
  const { logGroups } = await client.send(new DescribeLogGroupsCommand({}));
  const perLine = 'line 1234'.length + 26;
  expect((logGroups?.[0]?.storedBytes ?? 0) / perLine).toBeLessThanOrEqual(200_000);
  expect((logGroups?.[0]?.storedBytes ?? 0) / perLine).toBeGreaterThan(190_000);
  expect(state.groups[0]?.events).toHaveLength(2_000);
});
