import { beforeEach, expect, it } from 'vitest';
import { Absence } from '../../../src/core/logs/absence';
import { VirtualTime } from './virtualTime';

let time: VirtualTime;
let told: string[];
let absence: Absence;

beforeEach(() => {
  time = new VirtualTime();
  told = [];
  const tell = (what: string) => (): void => void told.push(what);
  absence = new Absence({ clock: time, afterMs: 60_000, gone: tell('gone'), back: tell('back') });
});

it('is noticed when it lasts, and so is its end', async () => {
  absence.attend(false);
  await time.pass(59_000);
  expect(told).toEqual([]);
  await time.pass(2000);
  expect(told).toEqual(['gone']);
  absence.attend(true);
  absence.attend(true);
  expect(told).toEqual(['gone', 'back']);
});

it('is none where somebody comes by in between, and none after the end of it all', async () => {
  absence.attend(false);
  await time.pass(40_000);
  absence.attend(true);
  absence.attend(false);
  await time.pass(40_000);
  absence.dispose();
  await time.pass(60_000);
  expect(told).toEqual([]);
});
