import { expect, it } from 'vitest';
import { Queue } from '../../../src/core/logs/queue';

it('hands values on in order and ends after the last when it is closed', async () => {
  const queue = new Queue<number>(10);
  void queue.push(1);
  void queue.push(2);
  queue.close();
  const got: number[] = [];
  for await (const value of queue) got.push(value);
  expect(got).toEqual([1, 2]);
});

it('lets producers wait while it is full, and go on once there is room', async () => {
  const queue = new Queue<number>(2);
  let produced = 0;
  const producer = (async () => {
    for (let value = 1; value <= 6; value += 1) {
      await queue.push(value);
      produced = value;
    }
    queue.close();
  })();
  await new Promise((resolve) => setImmediate(resolve));
  expect(produced).toBe(1);
  const got: number[] = [];
  for await (const value of queue) got.push(value);
  await producer;
  expect(got).toEqual([1, 2, 3, 4, 5, 6]);
});

it('lets waiting producers go when it is closed, and drops what comes after', async () => {
  const queue = new Queue<number>(1);
  const waiting = queue.push(1);
  queue.close();
  await waiting;
  await queue.push(2);
  const got: number[] = [];
  for await (const value of queue) got.push(value);
  expect(got).toEqual([1]);
});

it('wakes a reader that waits', async () => {
  const queue = new Queue<string>(4);
  const reading = queue[Symbol.asyncIterator]().next();
  await queue.push('now');
  expect((await reading).value).toBe('now');
});
