import { describe, expect, it } from 'vitest';
import { RequestBudget } from '../../../src/core/aws/budget';
import { BUCKETS } from '../../../src/core/aws/buckets';
import type { Urgency } from '../../../src/core/aws/use';
import { live, VirtualClock } from './setup';

/** How many of `count` calls that are asked for at once may be made by a given time. */
function ask(
  budget: RequestBudget,
  count: number,
  urgency: Urgency = 'foreground',
): { readonly made: () => number } {
  let made = 0;
  for (let index = 0; index < count; index += 1)
    void budget.acquire('elb', live(), urgency).then(() => {
      made += 1;
    });
  return { made: () => made };
}

describe('the request budget', () => {
  it('lets three quarters of the documented burst through at once and the rest at that share of the rate', async () => {
    const clock = new VirtualClock();
    const calls = ask(new RequestBudget(clock), 100);
    await clock.advance(0);
    expect(calls.made()).toBe(BUCKETS.elb.burst * 0.75);
    await clock.advance(1000);
    expect(calls.made()).toBe(30 + 7);
    await clock.advance(60_000);
    expect(calls.made()).toBe(100);
  });

  it('keeps buckets apart', async () => {
    const clock = new VirtualClock();
    const budget = new RequestBudget(clock);
    ask(budget, 100);
    await budget.acquire('ecsServiceRead', live());
    expect(clock.now()).toBe(VirtualClock.START);
  });

  it('fills up again only to the burst', async () => {
    const clock = new VirtualClock();
    const budget = new RequestBudget(clock);
    ask(budget, 30);
    await clock.advance(3_600_000);
    const calls = ask(budget, 100);
    await clock.advance(0);
    expect(calls.made()).toBe(BUCKETS.elb.burst * 0.75);
  });

  it('pauses when AWS throttles, goes on at half the rate, and recovers with the calls that succeed', async () => {
    const clock = new VirtualClock();
    const budget = new RequestBudget(clock);
    await budget.acquire('elb', live());
    budget.throttled('elb');
    const calls = ask(budget, 100);
    await clock.advance(999);
    expect(calls.made()).toBe(0);
    // One second of pause, then 3.75 calls a second.
    await clock.advance(2001);
    expect(calls.made()).toBe(7);
    budget.succeeded('elb');
    const slow = calls.made();
    await clock.advance(60_000);
    expect(calls.made()).toBeGreaterThan(slow);
    ask(budget, 60);
    await clock.advance(0);
    const later = ask(budget, 5);
    await clock.advance(20_000);
    expect(later.made()).toBe(5);
  });

  it('counts a volley of refusals as one', async () => {
    const clock = new VirtualClock();
    const budget = new RequestBudget(clock);
    for (let index = 0; index < 10; index += 1) budget.throttled('elb');
    const calls = ask(budget, 3);
    await clock.advance(1000 + 3 * 400);
    expect(calls.made()).toBe(3);
  });

  it('pauses longer each time, and never for longer than sixteen seconds plus its turn', async () => {
    const clock = new VirtualClock();
    const budget = new RequestBudget(clock);
    const waits: number[] = [];
    for (let index = 0; index < 8; index += 1) {
      budget.throttled('elb');
      const before = clock.now();
      const call = ask(budget, 1);
      while (call.made() === 0) await clock.advance(100);
      waits.push(clock.now() - before);
    }
    expect(waits[1]).toBeGreaterThan(waits[0] ?? 0);
    expect(Math.max(...waits)).toBeLessThanOrEqual(16_000 + 1700);
  });

  it('gives the place of a cancelled call to those behind it', async () => {
    const clock = new VirtualClock();
    const budget = new RequestBudget(clock);
    ask(budget, 30);
    const controller = new AbortController();
    const given = budget.acquire('elb', controller.signal);
    controller.abort();
    await expect(given).rejects.toMatchObject({ code: 'cancelled' });
    const next = ask(budget, 1);
    await clock.advance(200);
    expect(next.made()).toBe(1);
  });

  it('spends on what nobody waits for a quarter of the refill, and no burst', async () => {
    const clock = new VirtualClock();
    const background = ask(new RequestBudget(clock), 100, 'background');
    await clock.advance(0);
    expect(background.made()).toBe(1);
    await clock.advance(10_000);
    expect(background.made()).toBe(1 + (BUCKETS.elb.perSecond / 4) * 10);
  });

  it('never lets what nobody waits for go before a person', async () => {
    const clock = new VirtualClock();
    const budget = new RequestBudget(clock);
    const people = ask(budget, 60);
    const background = ask(budget, 20, 'background');
    await clock.advance(3_900);
    expect(people.made()).toBe(30 + 29);
    expect(background.made()).toBe(0);
    await clock.advance(1_000);
    expect(people.made()).toBe(60);
    await clock.advance(60_000);
    expect(background.made()).toBe(20);
  });

  it('tells how its buckets stand', async () => {
    const clock = new VirtualClock();
    const budget = new RequestBudget(clock);
    await budget.acquire('elb', live());
    expect(budget.states).toEqual([{ name: 'elb', left: 29, burst: 30, speed: 1 }]);
    budget.throttled('elb');
    expect(budget.states).toEqual([{ name: 'elb', left: 0, burst: 30, speed: 0.5 }]);
  });
});
