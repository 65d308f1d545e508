import type { Cause, Place, Remedy, Unrecognised } from '../../core/diagnose/cause';
import { omit } from '../../core/deploy/omit';
import type { CauseView } from '../../core/deploy/state';
import type { DeployTarget } from '../../core/deploy/target';
import { shortTaskId } from '../../core/model/arn';
import type { CauseAction, CauseButton } from '../../protocol/cause';
import type { Translator } from '../deployment/panelStrings';

/** What the host can do about a cause, beyond what the cause itself tells. */
export interface CauseAbilities {
  /** Stops the rollout that fails; absent where none runs. */
  readonly stop?: Omit<CauseButton, 'action'>;
  /** There is a service or task whose log can be followed. */
  readonly logs: boolean;
  /** The revision that failed is known. */
  readonly taskDefinition: boolean;
  /** It is known, or can be asked for, what is built. */
  readonly build: boolean;
  /** A real account, which has pages in the AWS console. */
  readonly console: boolean;
}

/** What can be done about a cause, the next step first; one of them is primary at most. */
export function causeButtons(
  cause: CauseView | undefined,
  can: CauseAbilities,
  l10n: Translator,
): readonly CauseButton[] {
  if (cause === undefined) return [];
  const button = (action: CauseAction, label: string, primary = false): CauseButton => ({
    action,
    label,
    primary,
    enabled: true,
  });
  const first = cause.causes[0];
  const rebuild = remedyOf(cause, 'rebuild');
  const dockerfile = dockerfilePlace(first);
  const task = taskToTail(cause);
  return [
    ...(can.stop === undefined ? [] : [{ ...can.stop, action: 'stopAndRollBack' } as const]),
    ...(rebuild === undefined || !can.build
      ? []
      : [button('rebuild', l10n.t(rebuild.label.template, ...rebuild.label.args), can.stop === undefined)]),
    ...(dockerfile === undefined || !can.build
      ? []
      : [
          button(
            'openDockerfile',
            dockerfile.line === undefined
              ? l10n.t('Open Dockerfile')
              : l10n.t('Open Dockerfile, Line {0}', dockerfile.line),
          ),
        ]),
    ...(can.taskDefinition ? [button('showTaskDefinition', l10n.t('Show Task Definition'))] : []),
    ...(!can.logs
      ? []
      : task === undefined
        ? [button('logs', l10n.t('Logs'))]
        : [button('tailTask', l10n.t('Log of Task {0}', shortTaskId(task.taskArn)))]),
    ...(can.console && inConsole(first?.place) ? [button('openConsole', l10n.t('Open in AWS Console'))] : []),
    ...(remedyOf(cause, 'copyIam') === undefined ? [] : [button('copyIam', l10n.t('Copy IAM Statement'))]),
    button('copyCause', l10n.t('Copy as Markdown')),
  ];
}

/** A remedy of the first cause. */
export function remedyOf<Id extends Remedy['id']>(
  cause: CauseView | undefined,
  id: Id,
): Extract<Remedy, { readonly id: Id }> | undefined {
  return cause?.causes[0]?.remedies.find(
    (remedy): remedy is Extract<Remedy, { readonly id: Id }> => remedy.id === id,
  );
}

/** The task that failed and wrote something, and the container of it that failed first. */
export function taskToTail(
  cause: CauseView | undefined,
): { readonly taskArn: string; readonly container?: string } | undefined {
  const remedy = remedyOf(cause, 'tailTask');
  if (remedy !== undefined) return remedy;
  const shown: Cause | Unrecognised | undefined = cause?.causes[0] ?? cause?.unrecognised;
  const taskArn = shown?.tasks[0];
  // What never ran has written nothing.
  if (taskArn === undefined || shown?.log === undefined) return undefined;
  return { taskArn, ...(shown.container === undefined ? {} : { container: shown.container }) };
}

/** Where in the Dockerfile something is to be changed. */
export function dockerfilePlace(
  cause: Cause | undefined,
): Extract<Place, { readonly kind: 'dockerfile' }> | undefined {
  return cause?.place?.kind === 'dockerfile' ? cause.place : undefined;
}

/**
 * The same target, built for the platform that the cause names; where it names none, for the one that the running
 * revision needs.
 */
export function rebuilt(target: DeployTarget, cause: CauseView | undefined): DeployTarget {
  if (target.source.kind !== 'build') return target;
  const platform = remedyOf(cause, 'rebuild')?.platform;
  const source = omit(target.source, 'platform');
  return { ...target, source: platform === undefined ? source : { ...source, platform } };
}

/** The load balancer, the service and its network are changed at AWS. */
function inConsole(place: Place | undefined): boolean {
  return place !== undefined && ['targetGroup', 'service', 'network'].includes(place.kind);
}
