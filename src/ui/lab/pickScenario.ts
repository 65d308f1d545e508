import { l10n, QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import { QuaysideError } from '../../core/lib/errors';
import type { Scenario } from '../../scenarios/scenarios';
import type { Lab } from './lab';
import { placeName } from './labStatus';

interface ScenarioItem extends QuickPickItem {
  readonly scenario?: Scenario;
}

/** A failure to play, or `leave`. Rejects as cancelled when the person leaves. */
export async function pickScenario(lab: Lab, scenarios: readonly Scenario[]): Promise<Scenario | 'leave'> {
  const playing = lab.playing?.id;
  const before = placeName(lab.before);
  const items: ScenarioItem[] = [];
  if (playing !== undefined)
    items.push({
      label: `$(arrow-left) ${l10n.t('Leave the Failure Lab')}`,
      ...(before === undefined ? {} : { description: l10n.t('back to {0}', before) }),
    });
  for (const family of new Set(scenarios.map((scenario) => scenario.family))) {
    items.push({ label: family, kind: QuickPickItemKind.Separator });
    for (const scenario of scenarios.filter((candidate) => candidate.family === family))
      items.push({
        label: scenario.title,
        description: scenario.id === playing ? l10n.t('playing now') : scenario.id,
        detail: scenario.description,
        scenario,
      });
  }
  const picked = await window.showQuickPick(items, {
    ignoreFocusOut: true,
    title: l10n.t('Failure Lab: {0} failures, played in the sandbox', scenarios.length),
    placeHolder: l10n.t('Which failure? Nothing of it touches an AWS account.'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked === undefined) throw new QuaysideError('cancelled', 'No failure was chosen');
  return picked.scenario ?? 'leave';
}
