import { beforeAll, describe, expect, it } from 'vitest';
import { snapshotOf } from '../support/deployStates';
import { find, settled, words } from './mount';

/** The editor's side of the page. */
const posted: unknown[] = [];
let state: unknown = { id: 'earlier', tab: 'changes' };
let acquired = 0;

const send = async (data: unknown): Promise<void> => {
  window.dispatchEvent(new MessageEvent('message', { data }));
  await settled(panel());
};
const panel = (): HTMLElementTagNameMap['quayside-deployment'] => {
  const [element] = document.getElementsByTagName('quayside-deployment');
  if (element === undefined) throw new Error('There is no panel');
  return element;
};

describe('the page of the panel', () => {
  beforeAll(async () => {
    Object.assign(globalThis, {
      acquireVsCodeApi: () => {
        acquired += 1;
        return {
          postMessage: (message: unknown) => posted.push(message),
          getState: () => state,
          setState: (next: unknown) => (state = next),
        };
      },
    });
    await import('../../src/webview/deployment/main');
  });

  it("takes the editor's API once and says that it is ready", () => {
    expect(acquired).toBe(1);
    expect(posted).toEqual([{ type: 'ready' }]);
  });

  it('does not fall over what is no message of the host', async () => {
    for (const data of [undefined, null, 'snapshot', { type: 'snapshot' }, { type: 'other', snapshot: {} }]) {
      await send(data);
    }
    expect(panel().snapshot).toBeUndefined();
  });

  it('draws a snapshot, on the tab that was open before', async () => {
    await send({ type: 'snapshot', snapshot: snapshotOf('rolling') });
    expect(words(find(panel().renderRoot, 'h1'))).toContain('shop-web');
    expect(words(find(panel().renderRoot, '[aria-selected="true"]'))).toBe('Changes');
  });

  it('keeps the deployment and the chosen tab for the next time', async () => {
    expect(state).toEqual({ id: 'deployment-1', tab: 'changes' });
    find(panel().renderRoot, '[data-tab="output"]').click();
    await settled(panel());
    expect(state).toEqual({ id: 'deployment-1', tab: 'output' });
  });

  it('hands presses on to the host', () => {
    find(panel().renderRoot, '[data-action="logs"]').click();
    expect(posted.at(-1)).toEqual({ type: 'action', action: 'logs' });
  });
});
