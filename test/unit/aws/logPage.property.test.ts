import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readLogPage } from '../../../src/core/aws/logPage';
import { SOAKING } from '../../support/soaking';

const tricky = fc.constantFrom(
  '{"nextToken":"not this one"}',
  ',"nextToken":"nor this"',
  '\\",\\"nextToken\\":\\"x',
  '\ud800',
);
const message = fc.oneof(fc.string({ unit: 'binary' }), tricky);
const event = fc.record({
  logStreamName: fc.constantFrom('ecs/app/1', 'ecs/app/2'),
  timestamp: fc.nat(),
  ingestionTime: fc.nat(),
  message,
  eventId: fc.string(),
});

it('a page has the token and the events of its text, whatever the lines say and wherever the token stands', () => {
  fc.assert(
    fc.property(fc.array(event), fc.option(message), fc.nat({ max: 9000 }), (events, token, padding) => {
      const nextToken = token === null ? {} : { nextToken: token };
      const searched = { searchedLogStreams: Array(padding % 300).fill({ logStreamName: 'a' }) };
      const expected = events.map(({ logStreamName, ...rest }) => ({
        ...rest,
        group: 'g',
        stream: logStreamName,
      }));
      for (const answer of [
        { events, ...searched, ...nextToken },
        { events, ...nextToken, ...searched },
        { ...nextToken, ...searched, events },
      ])
        expect({ ...readLogPage(JSON.stringify(answer), { group: 'g' }) }).toEqual({
          events: expected,
          ...nextToken,
        });
    }),
    { numRuns: SOAKING ? 5000 : 200 },
  );
});

it('an answer that was cut off is no page', () => {
  const text = '{"events":[{"message":"a","nextToken":"t"';
  expect(() => readLogPage(text, { group: 'g' }).events).toThrow(SyntaxError);
});
