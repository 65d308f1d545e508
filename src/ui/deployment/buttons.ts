import { planBlocked, planPending } from '../../core/deploy/plan';
import type { VerdictKind } from '../../core/deploy/event';
import type { DeployState, HookView } from '../../core/deploy/state';
import type { PanelAction, PanelButton } from '../../protocol/deployment';
import type { Translator } from './panelStrings';

/** What the host can do for a deployment, beyond what its state tells. */
export interface ButtonFacts {
  /** True while a stop is on its way. */
  readonly stopping: boolean;
  readonly canDeployAgain: boolean;
  readonly canSaveTarget: boolean;
  /** True when there are two revisions to compare. */
  readonly canCompare: boolean;
  /** True when signing in again would help. */
  readonly signInHelps: boolean;
  /** True when it was cut off before the service was updated, and can go on. */
  readonly resumable?: boolean;
}

/** Ends after which the service may stand still, or half way. */
const LEFT_STANDING: readonly (VerdictKind | undefined)[] = ['failed', 'stopped', 'rollbackFailed'];

/** The buttons of a panel: only what works now, the next step first. */
export function panelButtons(
  state: DeployState,
  facts: ButtonFacts,
  l10n: Translator,
): readonly PanelButton[] {
  const button = (action: PanelAction, label: string, primary = false): PanelButton => ({
    action,
    label,
    primary,
    enabled: true,
  });
  return [...forPhase(), ...always()];

  function forPhase(): readonly PanelButton[] {
    switch (state.phase) {
      case 'planning':
        return [button('cancel', l10n.t('Cancel'))];
      case 'review':
        return [confirm(), button('cancel', l10n.t('Cancel'))];
      case 'running':
        return state.reference === undefined
          ? [button('cancel', l10n.t('Cancel'))]
          : [
              ...signIn(),
              ...(waitingHook(state) === undefined || facts.stopping
                ? stopButtons(state, facts, l10n)
                : pauseButtons()),
              button('stopWatching', l10n.t('Stop Watching')),
              logs(),
            ];
      case 'ended':
        return [...signIn(), ...again(), ...(state.reference === undefined ? [] : [logs()]), ...report()];
    }
  }

  function confirm(): PanelButton {
    const label = l10n.t('Deploy to {0}', state.targetName ?? state.serviceName);
    const reason =
      state.plan === undefined
        ? undefined
        : planBlocked(state.plan)
          ? l10n.t('It cannot start before the problems below are solved.')
          : planPending(state.plan)
            ? l10n.t('It can start as soon as the checks below are done.')
            : undefined;
    return { ...button('confirm', label, true), ...(reason !== undefined && { enabled: false, reason }) };
  }

  function pauseButtons(): readonly PanelButton[] {
    return [
      button('continueDeployment', l10n.t('Continue…'), !facts.signInHelps),
      button('rollBackPause', l10n.t('Roll Back…')),
    ];
  }

  function logs(): PanelButton {
    return button('logs', l10n.t('Logs'));
  }

  function signIn(): readonly PanelButton[] {
    return facts.signInHelps ? [button('signIn', l10n.t('Sign In…'), true)] : [];
  }

  function again(): readonly PanelButton[] {
    const goesOn =
      state.reference !== undefined &&
      (state.verdict?.kind === 'watchEnded' || state.verdict?.kind === 'interrupted');
    // One step is the next one: signing in comes before everything else.
    const { kind } = state.verdict ?? {};
    const follows = kind === 'superseded';
    const isNext = !goesOn && facts.resumable !== true && !follows && !facts.signInHelps;
    return [
      ...(facts.resumable === true
        ? [
            button('resume', l10n.t('Continue Deployment'), !facts.signInHelps),
            button('drop', l10n.t('Drop')),
          ]
        : []),
      ...(goesOn ? [button('watch', l10n.t('Watch Again'), !facts.signInHelps)] : []),
      ...(follows ? [button('follow', l10n.t('Watch the Newer One'), !facts.signInHelps)] : []),
      ...(LEFT_STANDING.includes(kind) ? [button('redeploy', l10n.t('Redeploy Earlier Revision…'))] : []),
      ...(facts.canDeployAgain
        ? [button('deployAgain', l10n.t('Deploy Again'), isNext && state.verdict?.kind !== 'succeeded')]
        : []),
      ...(facts.canSaveTarget && state.targetName === undefined
        ? [button('saveTarget', l10n.t('Save as Target…'))]
        : []),
    ];
  }

  function report(): readonly PanelButton[] {
    return state.tone === 'failure' ? [button('copyReport', l10n.t('Copy Report'))] : [];
  }

  function always(): readonly PanelButton[] {
    return [
      ...(state.output.length > 0 ? [button('showOutput', l10n.t('Open the full output'))] : []),
      ...(facts.canCompare ? [button('showDiff', l10n.t('Compare the two revisions'))] : []),
    ];
  }
}

/** The pause that waits for a person; undefined while the deployment goes on by itself. */
export function waitingHook({ phase, rollout }: DeployState): HookView | undefined {
  if (phase !== 'running' || rollout?.rollingBack === true) return undefined;
  return rollout?.shift?.hooks.find(({ awaitsAction }) => awaitsAction);
}

/** Stops the rollout: while there is one, and while it does not go back anyway. */
export function stopButtons(
  { phase, reference, rollout }: DeployState,
  { stopping }: Pick<ButtonFacts, 'stopping'>,
  l10n: Translator,
): readonly PanelButton[] {
  if (phase !== 'running' || reference === undefined || rollout?.rollingBack === true) return [];
  const label = stopping ? l10n.t('Stopping…') : l10n.t('Stop and Roll Back…');
  return [{ action: 'stopAndRollBack', label, primary: false, enabled: !stopping }];
}
