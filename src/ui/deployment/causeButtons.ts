import type { Remedy } from '../../core/diagnose/cause';
import type { DeployState } from '../../core/deploy/state';
import type { PanelAction, PanelButton } from '../../protocol/deployment';
import { stopButtons, type ButtonFacts } from './buttons';
import type { Translator } from './panelStrings';

/** What can be done about a cause, as far as the product can do it; none while no cause is known. */
export function causeButtons(
  state: DeployState,
  facts: Pick<ButtonFacts, 'stopping' | 'signInHelps'>,
  l10n: Translator,
): readonly PanelButton[] {
  if (state.cause === undefined) return [];
  const button = (action: PanelAction, label: string): PanelButton => ({
    action,
    label,
    primary: false,
    enabled: true,
  });
  return [
    // One step is the next one: signing in comes before everything else.
    ...stopButtons(state, facts, l10n).map((stop) => ({ ...stop, primary: !facts.signInHelps })),
    ...(state.reference === undefined ? [] : [button('logs', l10n.t('Logs'))]),
    ...(state.newRevision === undefined
      ? []
      : [button('showTaskDefinition', l10n.t('Show Task Definition'))]),
    ...(iamStatement(state) === undefined ? [] : [button('copyIam', l10n.t('Copy IAM Statement'))]),
    button('copyCause', l10n.t('Copy as Markdown')),
  ];
}

/** The statement that grants what the first cause misses. */
export function iamStatement({ cause }: DeployState): string | undefined {
  return remedies(cause).find((remedy) => remedy.id === 'copyIam')?.statement;
}

function remedies(cause: DeployState['cause']): readonly Remedy[] {
  return cause?.causes[0]?.remedies ?? [];
}
