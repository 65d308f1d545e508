import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { snapshotOf, UPDATED_AT } from '../support/deployStates';
import { find, mount, settled, words } from './mount';

/** This machine's clock is an hour behind the host's. */
const LATE_MS = 3_600_000;

describe("the panel's timers", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: UPDATED_AT - LATE_MS });
  });
  afterEach(() => {
    document.body.replaceChildren();
    vi.useRealTimers();
  });

  const stage = (panel: Parameters<typeof settled>[0], id: string): string =>
    words(find(panel.renderRoot, `[data-stage="${id}"]`));

  it("count by the host's clock, not by the page's", async () => {
    const { panel } = await mount(snapshotOf('rolling', UPDATED_AT + 92_000));
    expect(stage(panel, 'rollout')).toBe('Roll out: running 1m 32s');
    vi.advanceTimersByTime(3000);
    await settled(panel);
    expect(stage(panel, 'rollout')).toBe('Roll out: running 1m 35s');
  });

  it('follow the host when its next snapshot says another time', async () => {
    const { panel, update } = await mount(snapshotOf('rolling', UPDATED_AT + 92_000));
    await update(snapshotOf('rolling', UPDATED_AT + 120_000));
    expect(stage(panel, 'rollout')).toBe('Roll out: running 2m 0s');
  });

  it('leave finished stages alone, with what they did', async () => {
    const { panel } = await mount(snapshotOf('rolling', UPDATED_AT + 92_000));
    vi.advanceTimersByTime(5000);
    await settled(panel);
    expect(stage(panel, 'plan')).toBe('Plan: done 0.4s');
    expect(stage(panel, 'push')).toBe('Push: done 12.4 MB · 6s');
    expect(stage(panel, 'register')).toBe('Register: done revision 42 · 0.8s');
  });

  it('stop at the end of the deployment, and leave no timer behind', async () => {
    const { panel, update } = await mount(snapshotOf('rolling'));
    expect(vi.getTimerCount()).toBe(1);
    await update(snapshotOf('succeeded'));
    expect(stage(panel, 'rollout')).toBe('Roll out: done 3m 46s');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('stop when the page goes away', async () => {
    const { panel } = await mount(snapshotOf('rolling'));
    panel.remove();
    expect(vi.getTimerCount()).toBe(0);
  });
});
