import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { omit } from '../../src/core/deploy/omit';
import type { DeployState } from '../../src/core/deploy/state';
import type { PanelSnapshot } from '../../src/protocol/deployment';
import { snapshotOf, type DeployStateName } from '../support/deployStates';
import { everything, find, findAll, mount, settled, words, type Mounted } from './mount';

const AXE_MS = 60_000;

async function mountLogs(name: DeployStateName, change: Partial<DeployState> = {}): Promise<Mounted> {
  const snapshot = snapshotOf(name);
  const mounted = await mount({ ...snapshot, state: { ...snapshot.state, ...change } });
  mounted.panel.tab = 'logs';
  await settled(mounted.panel);
  await settled(mounted.panel);
  return mounted;
}
const rowsOf = ({ panel }: Mounted): readonly HTMLElement[] =>
  findAll(find(panel.renderRoot, '[role="log"]'), '.row');
const rows = (mounted: Mounted): readonly string[] => rowsOf(mounted).map(words);

describe('the lines of the new tasks', () => {
  it('have their moment, task and level', async () => {
    const mounted = await mountLogs('failing');
    expect(rows(mounted).slice(0, 2)).toEqual([
      '0:22 4c1d09 INFO shop-web 3.2.0 starts',
      '0:23 4c1d09 ERROR required environment variable DATABASE_URL is missing',
    ]);
  });

  it('are text, whatever a task writes', async () => {
    const { panel } = await mountLogs('rolling');
    const lines = find(panel.renderRoot, 'quayside-log-lines');
    expect(words(lines)).toContain("<script>alert('text')</script>");
    expect(everything(lines.shadowRoot ?? lines).filter(({ tagName }) => tagName === 'SCRIPT')).toEqual([]);
  });

  it('are a log that is read out politely, and a stop of the Tab key', async () => {
    const { panel } = await mountLogs('rolling');
    const box = find(panel.renderRoot, '[role="log"]');
    expect(box.getAttribute('aria-live')).toBe('polite');
    expect(box.getAttribute('aria-label')).toBe('Logs');
    expect(box.tabIndex).toBe(0);
  });

  it('say how many came before them, and what the reading has to say', async () => {
    const { panel } = await mountLogs('rolling');
    const text = words(find(panel.renderRoot, 'quayside-log-lines'));
    expect(text).toContain('Earlier lines that are not shown here: 205');
    expect(text).toContain('live tail of /ecs/shop-web: new lines come about once a second');
  });

  it('name the container only where there are several', async () => {
    expect(rows(await mountLogs('rolling'))[0]).toBe('0:26 4c1d09 INFO listening on 8080');
    const { logs } = snapshotOf('failing').state;
    const [first, ...rest] = logs?.lines ?? [];
    if (first?.kind !== 'line') throw new Error('The first line is none');
    const lines = [{ ...first, container: 'proxy' }, ...rest];
    const mounted = await mountLogs('failing', { logs: { lines, told: 6 } });
    expect(rows(mounted)[0]).toContain('4c1d09 proxy');
    expect(rows(mounted)[1]).toContain('4c1d09 app');
  });

  it('keep the rows that are there when more come, so that only the new ones are read out', async () => {
    const mounted = await mountLogs('failing');
    const before = rowsOf(mounted);
    const snapshot: PanelSnapshot = snapshotOf('failing');
    const { logs = { lines: [], told: 0 } } = snapshot.state;
    const [oldest, ...kept] = logs.lines;
    if (oldest === undefined) throw new Error('There are no lines');
    const lines = [...kept, { ...oldest, n: logs.told }];
    await mounted.update({ ...snapshot, state: { ...snapshot.state, logs: { lines, told: logs.told + 1 } } });
    const after = rowsOf(mounted);
    expect(after.slice(0, -1).every((row, index) => row === before[index + 1])).toBe(true);
    expect(words(find(mounted.panel.renderRoot, 'quayside-log-lines'))).toContain('not shown here: 1');
  });

  it('lead to the log tail', async () => {
    const { panel, told } = await mountLogs('rolling');
    find(find(panel.renderRoot, 'quayside-log-lines').shadowRoot ?? panel, 'button').click();
    expect(told).toEqual([{ type: 'action', action: 'logs' }]);
  });

  it('are waited for, and said not to have been read where nobody looked', async () => {
    const { state } = snapshotOf('rolling');
    const waiting = await mountLogs('rolling');
    await waiting.update({ ...snapshotOf('rolling'), state: omit(state, 'logs') });
    expect(words(find(waiting.panel.renderRoot, 'quayside-log-lines'))).toContain('written nothing yet');
    await waiting.update({ ...snapshotOf('succeeded'), state: omit(snapshotOf('succeeded').state, 'logs') });
    expect(words(find(waiting.panel.renderRoot, 'quayside-log-lines'))).toContain('No lines are kept');
  });

  it.each(['rolling', 'failing'] as const)(
    'are accessible: %s',
    async (name) => {
      const { panel } = await mountLogs(name);
      const { violations } = await axe.run(panel, { rules: { 'color-contrast': { enabled: false } } });
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
        [],
      );
    },
    AXE_MS,
  );
});
