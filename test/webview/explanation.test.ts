import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import type { ExplanationSnapshot, FromExplanation } from '../../src/protocol/explanation';
import '../../src/webview/explanation/page';
import type { ExplanationPage } from '../../src/webview/explanation/page';
import { deniedCause, missingVariable, notRecognised } from '../support/causes';
import { english } from '../support/deployStates';
import { causeButtons } from '../../src/ui/explain/causeButtons';
import { causeStrings } from '../../src/ui/deployment/panelStrings';
import { everything, find, findAll, settled, words } from './mount';

const ARN = 'arn:aws:ecs:eu-west-1:123456789012';
const TASK = `${ARN}:task/production/4c1d09aa`;
const card = (cause: ReturnType<typeof missingVariable>): Required<ExplanationSnapshot>['card'] => ({
  cause,
  buttons: causeButtons(cause, { logs: true, taskDefinition: true, build: true, console: true }, english),
  strings: causeStrings(english),
  locale: 'en',
});
const base: ExplanationSnapshot = {
  thing: {
    connection: { id: 'shop/eu-west-1', kind: 'profile', profile: 'shop', region: 'eu-west-1' },
    clusterArn: `${ARN}:cluster/production`,
    serviceArn: `${ARN}:service/production/shop-web`,
  },
  title: 'shop-web',
  where: 'production · 123456789012 · eu-west-1',
  status: 'As of 10:42:00 AM',
  busy: false,
  again: 'Explain Again',
};
const SNAPSHOTS: Readonly<Record<string, ExplanationSnapshot>> = {
  asking: { ...base, status: 'Asking ECS what happened…', busy: true },
  known: { ...base, card: card(missingVariable([TASK])) },
  denied: { ...base, card: card(deniedCause([TASK])) },
  unknown: { ...base, card: card(notRecognised([TASK])) },
  kept: {
    ...base,
    notice: { tone: 'warning', text: 'ECS has forgotten this task. Below is what was found 2 h ago.' },
    card: card(missingVariable([TASK])),
  },
  refused: { ...base, notice: { tone: 'failure', text: 'AWS does not allow ecs:DescribeServices.' } },
  calm: {
    ...base,
    calm: {
      title: 'Nothing is wrong with this service.',
      lines: [{ id: 'scaled', template: '{0} was scaled in.', args: ['shop-web'] }],
    },
  },
};

async function mount(
  snapshot: ExplanationSnapshot,
): Promise<{ page: ExplanationPage; told: FromExplanation[] }> {
  document.documentElement.lang = 'en';
  document.title = 'Why: shop-web';
  const page = document.createElement('quayside-explanation');
  const told: FromExplanation[] = [];
  page.addEventListener('tell', (event) => told.push((event as CustomEvent<FromExplanation>).detail));
  document.body.replaceChildren(page);
  page.snapshot = snapshot;
  await settled(page);
  return { page, told };
}

describe('the page of an explanation', () => {
  it.each(Object.keys(SNAPSHOTS))(
    'is accessible, without inline style or script: %s',
    async (name) => {
      const { page } = await mount(SNAPSHOTS[name] ?? base);
      const { violations } = await axe.run(page, { rules: { 'color-contrast': { enabled: false } } });
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
        [],
      );
      const elements = everything(page.renderRoot);
      expect(elements.filter((element) => element.hasAttribute('style'))).toEqual([]);
      expect(elements.filter(({ tagName }) => tagName === 'SCRIPT')).toEqual([]);
    },
    60_000,
  );

  it('says what, where and from when, and shows the card', async () => {
    const { page } = await mount(SNAPSHOTS['known'] ?? base);
    expect(words(page)).toContain('shop-web production · 123456789012 · eu-west-1 As of 10:42:00 AM');
    expect(words(find(page.renderRoot, 'mark'))).toContain('DATABASE_URL is missing');
  });

  it('hands on what was pressed, and cannot ask twice at a time', async () => {
    const { page, told } = await mount(SNAPSHOTS['denied'] ?? base);
    find(page.renderRoot, '[data-action="again"]').click();
    find(page.renderRoot, '[data-action="copyIam"]').click();
    expect(told).toEqual([
      { type: 'action', action: 'again' },
      { type: 'action', action: 'copyIam' },
    ]);
    const busy = await mount(SNAPSHOTS['asking'] ?? base);
    expect(find(busy.page.renderRoot, '[data-action="again"]').hasAttribute('disabled')).toBe(true);
  });

  it('says that nothing is wrong where nothing is', async () => {
    const { page } = await mount(SNAPSHOTS['calm'] ?? base);
    expect(words(page)).toContain('Nothing is wrong with this service. shop-web was scaled in.');
    expect(findAll(page.renderRoot, 'quayside-cause')).toEqual([]);
  });
});
