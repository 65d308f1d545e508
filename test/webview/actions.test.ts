import { describe, expect, it } from 'vitest';
import { snapshotOf } from '../support/deployStates';
import { find, findAll, mount, words } from './mount';

describe("the panel's buttons", () => {
  it('name the target, and tell the host what was pressed', async () => {
    const { panel, told } = await mount(snapshotOf('planOk'));
    const confirm = find(panel.renderRoot, '[data-action="confirm"]');
    expect(words(confirm)).toBe('Deploy to production');
    confirm.click();
    expect(told).toEqual([{ type: 'action', action: 'confirm' }]);
  });

  it('are pressed once by a double click and by a key that is held down', async () => {
    const { panel, told } = await mount(snapshotOf('planOk'));
    const confirm = find(panel.renderRoot, '[data-action="confirm"]');
    for (const detail of [1, 2]) confirm.dispatchEvent(new MouseEvent('click', { detail, bubbles: true }));
    expect(told).toEqual([{ type: 'action', action: 'confirm' }]);
    const held = (key: string): boolean =>
      confirm.dispatchEvent(new KeyboardEvent('keydown', { key, repeat: true, cancelable: true }));
    expect([held('Enter'), held('Tab')]).toEqual([false, true]);
  });

  it('hand the focus to what came of them when they go, and never become another button', async () => {
    const { panel, update } = await mount(snapshotOf('planOk'));
    const root = find(panel.renderRoot, 'quayside-header').shadowRoot;
    const confirm = find(panel.renderRoot, '[data-action="confirm"]');
    const cancel = find(panel.renderRoot, '[data-action="cancel"]');
    confirm.focus();
    await update(snapshotOf('building'));
    expect(confirm.isConnected).toBe(false);
    expect(find(panel.renderRoot, '[data-action="cancel"]')).toBe(cancel);
    expect(root?.activeElement?.className).toContain('headline');
  });

  it('cannot be pressed while something keeps the deployment from starting, and say why', async () => {
    const { panel, told } = await mount(snapshotOf('planBlocked'));
    const confirm = find(panel.renderRoot, '[data-action="confirm"]');
    expect(confirm.hasAttribute('disabled')).toBe(true);
    const reason = find(panel.renderRoot, `#${confirm.getAttribute('aria-describedby') ?? ''}`);
    expect(words(reason)).toContain('cannot start');
    confirm.click();
    expect(told).toEqual([]);
  });

  it('offer what ends a rollout, and what helps where one was signed out', async () => {
    const { panel } = await mount(snapshotOf('hindrance'));
    expect(findAll(panel.renderRoot, '[data-action]').map(words)).toEqual([
      'Sign In…',
      'Stop and Roll Back…',
      'Stop Watching',
      'Logs',
    ]);
  });

  it('are preceded by what stands in the way, which is read out too', async () => {
    const { panel } = await mount(snapshotOf('hindrance'));
    const shown = words(find(panel.renderRoot, '.hindrance'));
    expect(words(find(panel.renderRoot, '[aria-live]'))).toContain(shown);
  });

  it('stand with their subject where they have one', async () => {
    const { panel, told } = await mount(snapshotOf('building'));
    expect(findAll(panel.renderRoot, 'quayside-header button').map(words)).not.toContain(
      'Open the full output',
    );
    find(find(panel.renderRoot, 'quayside-output').shadowRoot ?? document, 'button').click();
    expect(told).toEqual([{ type: 'action', action: 'showOutput' }]);
  });
});

describe('the plan', () => {
  it('shows each change with what was before and after it', async () => {
    const { panel } = await mount(snapshotOf('planOk'));
    const changes = words(find(panel.renderRoot, 'quayside-changes'));
    expect(changes).toContain('containerDefinitions[app].image');
    expect(changes).toMatch(/Before: .*sha256:77ab0f3e.*After: .*3f9c2d1-1042/);
    expect(changes).toContain('41 other fields stay as they are');
  });

  it('names the members it carries over without knowing them', async () => {
    const { panel } = await mount(snapshotOf('planWarnings'));
    expect(words(find(panel.renderRoot, 'quayside-changes'))).toContain(
      'containerDefinitions[app].restartBudget',
    );
  });

  it('tells warnings from what is fine in words', async () => {
    const { panel } = await mount(snapshotOf('planWarnings'));
    const checks = findAll(panel.renderRoot, '[data-level]').map(words);
    expect(checks[0]).toMatch(/^OK: /);
    expect(checks.at(-1)).toMatch(/^Warning: Managed by CloudFormation stack shop/);
  });

  it('marks what is still being checked, and tells when that is over without a word of its own', async () => {
    const { panel, update } = await mount(snapshotOf('planChecking'));
    const lines = (): readonly HTMLElement[] =>
      findAll(panel.renderRoot, 'quayside-plan [data-level="pending"]');
    expect(lines().map(words)).toEqual([
      'Being checked: Asking the container engine…',
      'Being checked: Asking the registry…',
    ]);
    expect(find(panel.renderRoot, 'quayside-plan ul').getAttribute('aria-busy')).toBe('true');
    expect(find(panel.renderRoot, '[data-action="confirm"]').hasAttribute('disabled')).toBe(true);
    expect(words(find(panel.renderRoot, '[aria-live]'))).toContain('Checking what could keep it');
    await update(snapshotOf('planOk'));
    expect(lines()).toEqual([]);
    expect(find(panel.renderRoot, 'quayside-plan ul').getAttribute('aria-busy')).toBe('false');
    expect(words(find(panel.renderRoot, '[aria-live]'))).toContain('Ready to deploy');
  });

  it('offers what the product can do about a problem', async () => {
    const { panel, told } = await mount(snapshotOf('planBlocked'));
    const box = find(panel.renderRoot, 'input[type="checkbox"]');
    box.click();
    expect(told).toEqual([{ type: 'fix', fix: 'createRepository', accepted: true }]);
  });
});
