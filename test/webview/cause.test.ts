import { describe, expect, it } from 'vitest';
import { omit } from '../../src/core/deploy/omit';
import type { PanelSnapshot } from '../../src/protocol/deployment';
import { snapshotOf } from '../support/deployStates';
import { find, findAll, mount, words } from './mount';

const without = (snapshot: PanelSnapshot): PanelSnapshot => ({
  ...snapshot,
  state: omit(snapshot.state, 'cause'),
  causeButtons: [],
});

describe('the card of the cause', () => {
  it('is there while the rollout still runs, with the line that tells marked among the last lines', async () => {
    const { panel } = await mount(snapshotOf('failing'));
    const card = find(panel.renderRoot, 'quayside-cause');
    expect(words(card)).toContain('The program in container app ended with an error (exit code 1).');
    expect(words(card)).toContain('3 tasks ended the same way.');
    expect(find(card.shadowRoot ?? document, 'pre').textContent).toContain('server starting, node v22.9.0\n');
    const marked = findAll(panel.renderRoot, 'mark').map(words);
    expect(marked).toEqual(['This line tells: Error: required environment variable DATABASE_URL is missing']);
  });

  it('says what it rests on, in the words of AWS, and what is to be changed', async () => {
    const { panel } = await mount(snapshotOf('denied'));
    const text = words(find(panel.renderRoot, 'quayside-cause'));
    expect(text).toContain('To change ecr:GetAuthorizationToken');
    expect(text).toContain('Rests on Stop reason of task 4c1d09: ResourceInitializationError');
  });

  it('says openly when a failure is not recognised, and shows what there is', async () => {
    const { panel } = await mount(snapshotOf('notRecognised'));
    const text = words(find(panel.renderRoot, 'quayside-cause'));
    expect(text).toContain('The task stopped for a reason that is not recognised.');
    expect(text).toContain('The flux capacitor of this host is not charged');
    expect(text).toContain('waiting for 1.21 GW');
  });

  it('offers what can be done about it, and tells the host what was pressed', async () => {
    const { panel, told } = await mount(snapshotOf('denied'));
    const card = find(panel.renderRoot, 'quayside-cause').shadowRoot ?? document;
    expect(findAll(card, 'button').map(words)).toEqual([
      'Stop and Roll Back…',
      'Show Task Definition',
      'Logs',
      'Copy IAM Statement',
      'Copy as Markdown',
    ]);
    for (const button of findAll(card, 'button')) button.click();
    expect(told).toEqual(
      ['stopAndRollBack', 'showTaskDefinition', 'logs', 'copyIam', 'copyCause'].map((action) => ({
        type: 'action',
        action,
      })),
    );
  });

  it('is no place to stop what has ended, and its buttons stay what they are', async () => {
    const { panel, update } = await mount(snapshotOf('failing'));
    const stop = find(find(panel.renderRoot, 'quayside-cause').shadowRoot ?? document, 'button');
    const copy = find(panel.renderRoot, '[data-action="copyCause"]');
    await update(snapshotOf('rolledBack'));
    expect(stop.isConnected).toBe(false);
    expect(find(panel.renderRoot, '[data-action="copyCause"]')).toBe(copy);
    const card = find(panel.renderRoot, 'quayside-cause').shadowRoot ?? document;
    expect(findAll(card, 'button').map(words)).toEqual([
      'Show Task Definition',
      'Log of Task 4c1d09',
      'Copy as Markdown',
    ]);
  });

  it('is read out once: lines that follow change nothing of what was read', async () => {
    const snapshot = snapshotOf('failing');
    const [cause] = snapshot.state.cause?.causes ?? [];
    if (cause === undefined) throw new Error('There is no cause');
    const before = { ...snapshot.state, cause: { causes: [{ ...omit(cause, 'log'), count: 1 }] } };
    const { panel, update } = await mount({ ...snapshot, state: before });
    const alert = find(panel.renderRoot, '[role="alert"]');
    const read = alert.innerHTML;
    expect(findAll(panel.renderRoot, 'pre')).toEqual([]);
    await update(snapshot);
    expect(findAll(panel.renderRoot, '[role="alert"]')).toEqual([alert]);
    expect(alert.innerHTML).toBe(read);
    expect(findAll(panel.renderRoot, 'mark')).toHaveLength(1);
  });

  it('shows the lines of a failed build once, with what is left beside it', async () => {
    const failed = snapshotOf('failed');
    const explained = { ...failed.state, cause: snapshotOf('failing').state.cause };
    if (explained.cause === undefined) throw new Error('There is no cause');
    const { panel } = await mount({ ...failed, state: { ...explained, cause: explained.cause } });
    const outcome = find(panel.renderRoot, 'quayside-outcome');
    expect(findAll(outcome.shadowRoot ?? document, 'pre')).toEqual([]);
    expect(words(outcome)).toContain('Nothing was pushed or registered');
  });

  it('shows texts from outside as text', async () => {
    const snapshot = snapshotOf('failing');
    const [cause] = snapshot.state.cause?.causes ?? [];
    if (cause === undefined) throw new Error('There is no cause');
    const hostile = '<img src=x onerror=alert(1)>';
    const log = { lines: [hostile], errorLine: 0 };
    const state = { ...snapshot.state, cause: { causes: [{ ...cause, log }] } };
    const { panel } = await mount({ ...snapshot, state });
    expect(words(find(panel.renderRoot, 'mark'))).toContain(hostile);
    expect(findAll(panel.renderRoot, 'img')).toEqual([]);
  });

  it('is not there while nothing fails', async () => {
    const { panel, update } = await mount(without(snapshotOf('failing')));
    expect(find(panel.renderRoot, 'quayside-cause').hidden).toBe(true);
    expect(findAll(panel.renderRoot, '[role="alert"]')).toEqual([]);
    await update(snapshotOf('failing'));
    expect(find(panel.renderRoot, 'quayside-cause').hidden).toBe(false);
  });
});
