import { describe, expect, test } from 'vitest';
import { addEvent, wasSaid } from '../../../../src/sandbox/engine/serviceEvents';
import { SeededRandom } from '../../../../src/sandbox/world/random';
import type { ServiceRecord } from '../../../../src/sandbox/world/records';

const HOUR = 3_600_000;
const TEXT = 'was unable to place a task.';

function service(): Pick<ServiceRecord, 'name' | 'events'> {
  return { name: 'web', events: [] };
}

const random = new SeededRandom('events');

describe('service events', () => {
  test('are the newest hundred, newest first', () => {
    const web = service();
    for (let number = 1; number <= 120; number += 1) addEvent(web, random, number, `event ${number}`);
    expect(web.events).toHaveLength(100);
    expect(web.events[0]?.message).toBe('(service web) event 120');
    expect(web.events.at(-1)?.message).toBe('(service web) event 21');
  });

  test('are not repeated within six hours, however much happens between', () => {
    const web = service();
    addEvent(web, random, 0, TEXT);
    addEvent(web, random, 1, 'has started 1 tasks: (task a).');
    expect(wasSaid(web, TEXT, 5 * HOUR, 0)).toBe(true);
    expect(wasSaid(web, TEXT, 6 * HOUR + 1, 0)).toBe(false);
  });

  test('are repeated when the service was steady meanwhile, and by another deployment', () => {
    const web = service();
    addEvent(web, random, 0, TEXT);
    expect(wasSaid(web, TEXT, HOUR, 1)).toBe(false);
    addEvent(web, random, 1, 'has reached a steady state.');
    expect(wasSaid(web, TEXT, HOUR, 0)).toBe(false);
  });

  test('of another text are something else', () => {
    const web = service();
    addEvent(web, random, 0, `(task a) ${TEXT}`);
    expect(wasSaid(web, TEXT, HOUR, 0)).toBe(false);
  });
});
