import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../../../../src/sandbox/world/random';
import { VirtualClock } from '../../../../src/sandbox/world/virtualClock';

function stopped(onError: (error: unknown) => void = () => undefined): VirtualClock {
  return new VirtualClock({ start: 1000, scale: 0, onError });
}

describe('a clock that is stepped', () => {
  test('stands still until it is moved', async () => {
    const clock = stopped();
    expect(clock.now()).toBe(1000);
    await clock.advance(250);
    expect(clock.now()).toBe(1250);
  });

  test('lets things happen in the order of their time, each at its own time', async () => {
    const clock = stopped();
    const seen: [string, number][] = [];
    for (const [name, ms] of [
      ['c', 30],
      ['a', 10],
      ['b', 20],
      ['b2', 20],
    ] as const) {
      clock.after(ms, () => seen.push([name, clock.now()]));
    }
    await clock.advance(25);
    expect(seen).toEqual([
      ['a', 1010],
      ['b', 1020],
      ['b2', 1020],
    ]);
    await clock.advance(5);
    expect(seen.at(-1)).toEqual(['c', 1030]);
  });

  test('also lets happen what is asked for meanwhile, also behind a promise', async () => {
    const clock = stopped();
    const seen: number[] = [];
    clock.after(10, () => {
      void Promise.resolve().then(() => clock.after(10, () => seen.push(clock.now())));
    });
    await clock.advance(100);
    expect(seen).toEqual([1020]);
  });

  test('keeps the order of a thousand things', async () => {
    const clock = stopped();
    const random = new SeededRandom('order');
    const seen: number[] = [];
    for (let index = 0; index < 1000; index += 1) {
      clock.after(random.between(0, 500), () => seen.push(clock.now()));
    }
    await clock.advance(500);
    expect(seen).toHaveLength(1000);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  test('forgets what was taken back, and survives what fails', async () => {
    const errors: unknown[] = [];
    const clock = stopped((error) => errors.push(error));
    const seen: string[] = [];
    clock.after(10, () => seen.push('taken back'))();
    clock.after(10, () => {
      throw new Error('no');
    });
    clock.after(11, () => seen.push('kept'));
    await clock.advance(20);
    expect(seen).toEqual(['kept']);
    expect(errors).toHaveLength(1);
  });
});

test('a clock that runs fast can be moved on as well', async () => {
  const clock = new VirtualClock({ start: 0, scale: 1000, onError: () => undefined });
  await new Promise<void>((resolve) => {
    clock.after(2_000, resolve);
  });
  expect(clock.now()).toBeGreaterThanOrEqual(2_000);
  const before = clock.now();
  let happened = false;
  clock.after(3_600_000, () => (happened = true));
  await clock.advance(3_600_000);
  expect(happened).toBe(true);
  expect(clock.now()).toBeGreaterThanOrEqual(before + 3_600_000);
  clock.dispose();
});

describe('seeded randomness', () => {
  test('is the same for the same seed, another for another', () => {
    expect(new SeededRandom('a').hex(32)).toBe(new SeededRandom('a').hex(32));
    expect(new SeededRandom('a').hex(32)).not.toBe(new SeededRandom('b').hex(32));
  });

  test('can be put away and taken up again', () => {
    const random = new SeededRandom('a');
    random.uuid();
    const again = new SeededRandom(random.state);
    expect(again.digits(19)).toBe(random.digits(19));
  });

  test('makes ids of the shapes that AWS has', () => {
    const random = new SeededRandom('shapes');
    expect(random.digits(19)).toMatch(/^[1-9]\d{18}$/);
    expect(random.hex(32)).toMatch(/^[0-9a-f]{32}$/);
    expect(random.uuid()).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });
});
