import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { deployStates, snapshotOf, type DeployStateName } from '../support/deployStates';
import { edgeSnapshot, edgeStates, type EdgeStateName } from '../support/edgeStates';
import { everything, find, findAll, mount, words } from './mount';

/** The checker reads every element against every rule; a busy machine needs its time. */
const AXE_MS = 60_000;
const NAMES = Object.keys(deployStates) as DeployStateName[];

describe('the deployment panel in every state', () => {
  it.each(NAMES)(
    'is accessible: %s',
    async (name) => {
      const { panel } = await mount(snapshotOf(name));
      // Colours and sizes need a browser that paints; the rest of the rules does not.
      const { violations } = await axe.run(panel, { rules: { 'color-contrast': { enabled: false } } });
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
        [],
      );
    },
    AXE_MS,
  );

  it.each(NAMES)('has no inline style and no script, as its policy demands: %s', async (name) => {
    const { panel } = await mount(snapshotOf(name));
    const elements = everything(panel.renderRoot);
    expect(elements.length).toBeGreaterThan(20);
    expect(elements.filter((element) => element.hasAttribute('style'))).toEqual([]);
    expect(elements.filter(({ tagName }) => tagName === 'SCRIPT')).toEqual([]);
  });

  it.each(NAMES)('says what, where and how it stands: %s', async (name) => {
    const { state } = snapshotOf(name);
    const { panel } = await mount(snapshotOf(name));
    const text = words(find(panel.renderRoot, 'quayside-header'));
    expect(text).toContain('shop-web');
    expect(text).toContain('in production');
    expect(text).toContain(state.connection.region);
    expect(text).toContain('123456789012');
    expect(findAll(panel.renderRoot, '[data-stage]')).toHaveLength(6);
  });
});

describe('the deployment panel at its edges', () => {
  it.each(Object.keys(edgeStates) as EdgeStateName[])(
    'is accessible: %s',
    async (name) => {
      const { panel } = await mount(edgeSnapshot(name));
      const { violations } = await axe.run(panel, { rules: { 'color-contrast': { enabled: false } } });
      expect(violations.map(({ id }) => id)).toEqual([]);
    },
    AXE_MS,
  );

  it('counts one task as one', async () => {
    const { panel } = await mount(edgeSnapshot('one'));
    expect(words(find(panel.renderRoot, '.headline'))).toBe('0 of 1 new task healthy');
  });

  it('says that no task is wanted, instead of 0 of 0', async () => {
    const { panel } = await mount(edgeSnapshot('none'));
    const facts = words(find(panel.renderRoot, 'quayside-facts'));
    expect(facts).toContain('none: the desired count is 0');
    expect(facts).not.toContain('0 of 0');
    expect(words(find(panel.renderRoot, 'quayside-timeline'))).toContain('No tasks yet.');
  });
});

describe('the deployment panel', () => {
  it('counts the old revision towards its goal while ECS rolls back', async () => {
    const { panel } = await mount(snapshotOf('rollingBack'));
    expect(words(find(panel.renderRoot, '.headline'))).toBe('Rolling back to revision 41');
    const facts = words(find(panel.renderRoot, 'quayside-facts'));
    expect(facts).toContain('Old revision 2 of 3 healthy');
    expect(facts).toContain('New revision gone, 3 failed');
  });

  it('counts what runs of a superseded revision, which nobody wants any more, and no goal', async () => {
    const snapshot = snapshotOf('superseded');
    const { rollout } = snapshot.state;
    if (rollout === undefined) throw new Error('The state has no rollout');
    const next = { ...rollout.next, desired: 0, healthy: 1 };
    const { panel } = await mount({
      ...snapshot,
      state: { ...snapshot.state, rollout: { ...rollout, next } },
    });
    const facts = words(find(panel.renderRoot, 'quayside-facts'));
    expect(facts).toContain('New revision 1 healthy');
    expect(facts).not.toContain('1 of 0');
    expect(facts).not.toContain('desired count is 0');
  });

  it('names no new revision when it ended before there was one', async () => {
    const { panel, update } = await mount(snapshotOf('building'));
    expect(words(find(panel.renderRoot, 'h1'))).toContain('41 → new');
    await update(snapshotOf('failed'));
    expect(words(find(panel.renderRoot, 'h1'))).toMatch(/on revision 41 before$/);
  });

  it('draws nothing before the first snapshot', async () => {
    document.body.replaceChildren();
    const panel = document.createElement('quayside-deployment');
    document.body.append(panel);
    await panel.updateComplete;
    expect(panel.renderRoot.querySelector('main')).toBeNull();
  });

  it('shows the plan before it starts, and the evidence only afterwards', async () => {
    const { panel, update } = await mount(snapshotOf('planOk'));
    expect(words(find(panel.renderRoot, 'quayside-plan'))).toContain('Before it starts');
    expect(findAll(panel.renderRoot, 'quayside-tabs')).toEqual([]);
    await update(snapshotOf('building'));
    expect(findAll(panel.renderRoot, 'quayside-plan')).toEqual([]);
    expect(words(find(panel.renderRoot, 'quayside-tabs'))).toContain('tsc -p tsconfig.json');
  });

  it('alerts about a failure with its cause, its lines and what is left', async () => {
    const { panel } = await mount(snapshotOf('failed'));
    const text = words(find(panel.renderRoot, '[role="alert"]'));
    expect(text).toContain('The build failed');
    expect(text).toContain('RUN npm run build');
    expect(text).toContain('error TS2322');
    expect(text).toContain('the service was not touched');
  });

  it('alerts about a rollback, and quietly tells a success', async () => {
    const { panel, update } = await mount(snapshotOf('rolledBack'));
    expect(words(find(panel.renderRoot, '[role="alert"]'))).toContain('circuit breaker threshold');
    await update(snapshotOf('succeeded'));
    expect(findAll(panel.renderRoot, '[role="alert"]')).toEqual([]);
    expect(words(find(panel.renderRoot, 'quayside-outcome'))).toContain('ECS confirmed the deployment');
  });

  it('says that watching is paused while ECS goes on', async () => {
    const { panel, update } = await mount(snapshotOf('hindrance'));
    expect(words(find(panel.renderRoot, '.hindrance'))).toContain('ECS goes on');
    await update(snapshotOf('rolling'));
    expect(findAll(panel.renderRoot, '.hindrance')).toEqual([]);
  });

  it('reads out headline and stage, but no running time', async () => {
    const { panel, update } = await mount(snapshotOf('rolling'));
    const live = find(panel.renderRoot, '[aria-live="polite"]');
    expect(words(live)).toBe('Roll out: 2 of 3 new tasks healthy');
    await update(snapshotOf('rolling', snapshotOf('rolling').now + 5000));
    expect(words(live)).toBe('Roll out: 2 of 3 new tasks healthy');
  });

  it('marks the sandbox as the sandbox', async () => {
    const { panel } = await mount(snapshotOf('sandbox'));
    expect(words(find(panel.renderRoot, '.badge'))).toBe('Sandbox');
  });

  it('keeps its elements when a snapshot comes, so that nothing moves under the pointer', async () => {
    const { panel, update } = await mount(snapshotOf('rolling'));
    const before = findAll(panel.renderRoot, 'button, li, [data-task]');
    await update(snapshotOf('rolling', snapshotOf('rolling').now + 1000));
    expect(findAll(panel.renderRoot, 'button, li, [data-task]')).toEqual(before);
    expect(before.every((element) => element.isConnected)).toBe(true);
  });
});
