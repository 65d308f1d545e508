import { describe, expect, it } from 'vitest';
import { omit } from '../../src/core/deploy/omit';
import type { PanelTab } from '../../src/protocol/deployment';
import { snapshotOf } from '../support/deployStates';
import { find, findAll, mount, settled, words, type Mounted } from './mount';

const press = async ({ panel }: Mounted, key: string): Promise<void> => {
  const selected = find(panel.renderRoot, '[role="tab"][aria-selected="true"]');
  selected.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
  );
  await settled(panel);
  await settled(panel);
};
const selected = ({ panel }: Mounted): string =>
  words(find(panel.renderRoot, '[role="tab"][aria-selected="true"]'));

describe("the panel's tabs", () => {
  it('show the events of a rollout and the output of a build until the person chooses', async () => {
    const mounted = await mount(snapshotOf('building'));
    expect(selected(mounted)).toBe('Build output');
    await mounted.update(snapshotOf('rolling'));
    expect(selected(mounted)).toBe('Events 3');
  });

  it('stay where the person put them', async () => {
    const mounted = await mount(snapshotOf('building'));
    mounted.panel.addEventListener('tab', (event) => {
      mounted.panel.tab = (event as CustomEvent<PanelTab>).detail;
    });
    find(mounted.panel.renderRoot, '[data-tab="changes"]').click();
    await mounted.update(snapshotOf('rolling'));
    expect(selected(mounted)).toBe('Changes');
  });

  it('go round with the arrow keys and to the ends with Home and End', async () => {
    const mounted = await mount(snapshotOf('rolling'));
    const seen: string[] = [];
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'Home', 'End']) {
      await press(mounted, key);
      seen.push(selected(mounted));
    }
    expect(seen).toEqual(['Logs', 'Build output', 'Changes', 'Build output', 'Events 3', 'Changes']);
  });

  it('are one stop for the Tab key, and the focus goes along', async () => {
    const mounted = await mount(snapshotOf('rolling'));
    await press(mounted, 'ArrowRight');
    const tabs = findAll(mounted.panel.renderRoot, '[role="tab"]');
    expect(tabs.map((tab) => tab.tabIndex)).toEqual([-1, 0, -1, -1]);
    const root = find(mounted.panel.renderRoot, 'quayside-tabs').shadowRoot;
    expect(root?.activeElement).toBe(tabs[1]);
  });

  it('leave other keys to the browser', async () => {
    const mounted = await mount(snapshotOf('rolling'));
    await press(mounted, 'a');
    expect(selected(mounted)).toBe('Events 3');
  });

  it('leave out the output where nothing was built', async () => {
    const snapshot = snapshotOf('rolling');
    const mounted = await mount({ ...snapshot, state: { ...omit(snapshot.state, 'plan'), output: [] } });
    expect(findAll(mounted.panel.renderRoot, '[role="tab"]').map(words)).toEqual(['Events 3', 'Logs']);
  });
});

describe('the events', () => {
  it('are told without what every one of them begins with', async () => {
    const { panel } = await mount(snapshotOf('rolling'));
    const events = findAll(panel.renderRoot, 'quayside-events')
      .flatMap((list) => findAll(list.shadowRoot ?? document, 'li'))
      .map(words);
    expect(events).toEqual([
      '1:28 has begun draining connections on 1 tasks.',
      '1:12 registered 1 targets in shop-web.',
      '0:05 has started 3 tasks: 4c1d09, e07a55, 17bb3e.',
    ]);
  });
});
