import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FakeCloud } from './fakeCloud';
import { Tailed } from './tailed';
import { VirtualTime } from './virtualTime';

/** How far back the tail reads. */
const HISTORY_MS = 3_600_000;

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('log' as const), ago: fc.nat(20_000), text: fc.nat(3) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(4000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(700_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('startTask' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stopTask' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('endSessions' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('throttle' as const), times: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('offline' as const), times: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('noLive' as const), times: fc.nat(3) }) },
);

/** What was written before the tail began: long ago or a moment ago, late, or stamped ahead of its arrival. */
const history = fc.array(
  fc.record({
    ingestedAgo: fc.oneof(
      fc.nat(HISTORY_MS - 60_000),
      fc.nat(20_000),
      fc.integer({ min: 590_000, max: 610_000 }),
    ),
    late: fc.integer({ min: -60_000, max: 60_000 }),
    text: fc.nat(3),
  }),
  { maxLength: 30 },
);

it('shows every line exactly once, whatever happens on the way', async () => {
  await fc.assert(
    fc.asyncProperty(
      history,
      fc.array(step, { maxLength: 60 }),
      fc.boolean(),
      async (before, steps, refuses) => {
        const time = new VirtualTime();
        const cloud = new FakeCloud(time);
        cloud.refusesMissingStreams = refuses;
        const expected: string[] = [];
        const running = ['task00'];
        let started = 1;
        cloud.startTask('task00');
        for (const { ingestedAgo, late, text } of before) {
          cloud.log('task00', `text ${text}`, { ago: ingestedAgo + late, ingestedAgo });
          expected.push(`task00 text ${text}`);
        }
        const tailed = new Tailed(cloud.connection, time, { since: time.now() - HISTORY_MS });
        for (const action of steps) {
          switch (action.do) {
            case 'log': {
              const id = running[action.ago % Math.max(1, running.length)];
              if (id === undefined) break;
              // Few different texts, so that equal lines of one millisecond are common.
              const text = `text ${action.text}`;
              cloud.log(id, text, { ago: action.ago });
              expected.push(`${id} ${text}`);
              break;
            }
            case 'pass':
              await time.pass(action.ms);
              break;
            case 'startTask': {
              const id = `task${String(started).padStart(2, '0')}`;
              started += 1;
              running.push(id);
              cloud.startTask(id);
              break;
            }
            case 'stopTask': {
              const id = running.shift();
              if (id !== undefined) cloud.stopTask(id, 1);
              break;
            }
            case 'endSessions':
              cloud.endSessions('awsError');
              break;
            case 'throttle':
              cloud.fail('filterEvents', 'throttled', { times: action.times });
              cloud.fail('streamEvents', 'throttled', { times: action.times });
              break;
            case 'offline':
              cloud.fail('filterEvents', 'unreachable', { times: action.times });
              cloud.fail('streamEvents', 'unreachable', { times: action.times });
              break;
            case 'noLive':
              cloud.fail('liveTail', 'unreachable', { times: action.times });
              break;
          }
        }
        await time.pass(120_000);
        const shown = tailed.items
          .filter((item) => item.kind === 'line')
          .map(({ source, text }) => `${source.taskId} ${text}`);
        await tailed.stop();
        expect(shown.sort()).toEqual(expected.sort());
        expect(cloud.openSessions).toEqual([]);
      },
    ),
    { numRuns: 150 },
  );
}, 60_000);
