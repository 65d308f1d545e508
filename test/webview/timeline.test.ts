import { describe, expect, it } from 'vitest';
import { timeScale } from '../../src/webview/deployment/scale';
import { snapshotOf, UPDATED_AT } from '../support/deployStates';
import { find, findAll, mount, words } from './mount';

const percentOf = (element: Element, attribute: string): number =>
  Number.parseFloat(element.getAttribute(attribute) ?? '');

describe('the time scale', () => {
  it('grows in steps while it runs, so that bars grow into free space', () => {
    const ends = [1, 30, 57, 60, 88, 200].map((seconds) => timeScale(0, seconds * 1000, false).end / 1000);
    expect(ends).toEqual([60, 60, 60, 90, 120, 240]);
  });

  it('ends where the rollout did when it is over', () => {
    const scale = timeScale(0, 226_000, true);
    expect(scale.end).toBe(226_000);
    expect(scale.at(113_000)).toBe(50);
  });

  it('puts what lies outside at the edges', () => {
    const scale = timeScale(1000, 61_000, true);
    expect([scale.at(-86_400_000), scale.at(86_400_000)]).toEqual([0, 100]);
  });

  it.each([1, 45, 100, 500, 3000, 9000, 40_000])('has a few ticks for %d seconds', (seconds) => {
    const { ticks, start, end } = timeScale(0, seconds * 1000, false);
    expect(ticks.length).toBeGreaterThanOrEqual(2);
    expect(ticks.length).toBeLessThanOrEqual(7);
    expect(ticks[0]).toBe(start);
    expect(ticks.at(-1)).toBeLessThan(end);
  });
});

describe('the timeline', () => {
  it('draws a row a task with its phases one after the other', async () => {
    const { panel } = await mount(snapshotOf('rolling'));
    const rows = findAll(panel.renderRoot, '[data-task]');
    expect(rows.map((row) => row.dataset['task'])).toEqual([
      '9f31c0',
      'b7e2aa',
      '03d8f2',
      '4c1d09',
      'e07a55',
      '17bb3e',
    ]);
    const bars = [...find(panel.renderRoot, '[data-task="4c1d09"]').querySelectorAll('rect')];
    expect(bars.map((bar) => bar.getAttribute('class'))).toEqual([
      'starting',
      'pulling',
      'health',
      'healthy',
    ]);
    // 4 s of 120 s on the axis.
    expect(percentOf(bars[0] as Element, 'x')).toBeCloseTo(3.33, 1);
    for (const [index, bar] of bars.slice(0, -1).entries()) {
      const end = percentOf(bar, 'x') + percentOf(bar, 'width');
      expect(end).toBeLessThanOrEqual(percentOf(bars[index + 1] as Element, 'x'));
    }
  });

  it('draws old tasks from the beginning, although they are much older', async () => {
    const { panel } = await mount(snapshotOf('rolling'));
    const [bar] = find(panel.renderRoot, '[data-task="b7e2aa"]').querySelectorAll('rect');
    expect(bar?.getAttribute('class')).toBe('old');
    expect(bar?.getAttribute('x')).toBe('0%');
  });

  it('claims nothing about the time that nobody watched', async () => {
    const ends = async (name: 'rolling' | 'hindrance'): Promise<number> => {
      const { panel } = await mount(snapshotOf(name, UPDATED_AT + 110_000));
      const [bar] = find(panel.renderRoot, '[data-task="b7e2aa"]').querySelectorAll('rect');
      return bar === undefined ? Number.NaN : percentOf(bar, 'width');
    };
    // 110 s and 80 s of 120 s.
    expect(await ends('rolling')).toBeCloseTo(91.6, 0);
    expect(await ends('hindrance')).toBeCloseTo(66.6, 0);
  });

  it('ends the row of a task that stopped', async () => {
    const { panel } = await mount(snapshotOf('succeeded'));
    const bars = [...find(panel.renderRoot, '[data-task="9f31c0"]').querySelectorAll('rect')];
    expect(bars.map((bar) => bar.getAttribute('class'))).toEqual(['old', 'draining']);
    const last = bars[1] as Element;
    expect(percentOf(last, 'x') + percentOf(last, 'width')).toBeCloseTo((188 / 226) * 100, 0);
  });

  it('names the bounds between which the rollout moves', async () => {
    const { panel } = await mount(snapshotOf('failing'));
    const texts = [...findAll(panel.renderRoot, '.counts')].map(words).join(' ');
    expect(texts).toContain('max 4');
    expect(texts).toContain('min 2');
  });

  it('explains only the colours it uses', async () => {
    const { panel } = await mount(snapshotOf('failing'));
    expect(findAll(panel.renderRoot, '.legend li').map(words)).toEqual([
      'old, healthy',
      'starting',
      'pulling the image',
      'waiting for health',
      'failed',
    ]);
  });

  it('has the same facts as a table for those who cannot see it', async () => {
    const { panel } = await mount(snapshotOf('failing'));
    const rows = findAll(panel.renderRoot, 'quayside-timeline-table')
      .flatMap((table) => findAll(table.shadowRoot ?? document, 'tbody tr'))
      .map(words);
    expect(rows).toHaveLength(5);
    expect(rows.at(-1)).toBe('17bb3e 42 exit 1 1:02 Essential container in task exited');
    expect(find(panel.renderRoot, '.chart').getAttribute('aria-hidden')).toBe('true');
  });
});

describe('the facts of now', () => {
  it('count the new tasks, and say what the old ones do and what is waited for', async () => {
    const { panel } = await mount(snapshotOf('rolling'));
    const text = words(find(panel.renderRoot, 'quayside-facts'));
    expect(text).toContain('New revision 2 of 3 healthy');
    expect(text).toContain('Old revision 2 healthy, 1 on the way out');
    expect(text).toContain('Load balancer: needs 3 good answers, 10 s apart');
    expect(text).toContain('sha256:4be1f08c…c07d');
  });

  it('show each target with its state and reason', async () => {
    const { panel } = await mount(snapshotOf('rolling'));
    expect(findAll(panel.renderRoot, '.targets li').map(words)).toContain(
      '10.0.1.93:8080 initial, Elb.RegistrationInProgress',
    );
  });

  it('say that the old tasks are gone', async () => {
    const { panel } = await mount(snapshotOf('succeeded'));
    expect(words(find(panel.renderRoot, 'quayside-facts'))).toContain('Old revision gone');
  });
});
