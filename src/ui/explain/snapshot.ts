import { escaped } from '../../core/diagnose/markdown';
import { arnName, shortTaskId } from '../../core/model/arn';
import type { CauseCard } from '../../protocol/cause';
import type { ExplainedThing, ExplanationSnapshot } from '../../protocol/explanation';
import { causeStrings, type Translator } from '../deployment/panelStrings';
import { translateState } from '../deployment/translate';
import { causeButtons, type CauseAbilities } from './causeButtons';
import type { ExplanationState } from './session';

/** What the host knows beside the explanation itself. */
export interface SnapshotFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly locale: string;
  readonly l10n: Translator;
  /** `2 h ago`, in the person's language. */
  readonly ago: (ms: number) => string;
  /** Something of this workspace could be built. */
  readonly build: boolean;
}

/** The page of an explanation, in words. */
export function snapshotOf(
  thing: ExplainedThing,
  state: ExplanationState,
  facts: SnapshotFacts,
): ExplanationSnapshot {
  const { l10n } = facts;
  const notice = noticeOf(state, facts);
  const calm = calmOf(thing, state, l10n);
  const card = cardOf(thing, state, facts);
  return {
    thing,
    title: titleOf(thing, l10n),
    where: whereOf(thing),
    status: statusOf(state, facts),
    busy: state.phase === 'asking',
    ...(notice === undefined ? {} : { notice }),
    ...(card === undefined ? {} : { card }),
    ...(calm === undefined ? {} : { calm }),
    again: l10n.t('Explain Again'),
  };
}

export function titleOf({ serviceArn, taskArn }: ExplainedThing, l10n: Translator): string {
  if (taskArn === undefined) return arnName(serviceArn ?? '');
  const id = shortTaskId(taskArn);
  return serviceArn === undefined
    ? l10n.t('Task {0}', id)
    : l10n.t('Task {0} of {1}', id, arnName(serviceArn));
}

/** What stands above a cause that is copied: of what, where and from when. */
export function headingOf(thing: ExplainedThing, { at }: ExplanationState, l10n: Translator): string {
  const when = at === undefined ? '' : ` · ${new Date(at).toISOString()}`;
  return `## ${escaped(l10n.t('Why: {0}', titleOf(thing, l10n)))}\n\n${escaped(whereOf(thing))}${when}`;
}

function whereOf({ connection, clusterArn }: ExplainedThing): string {
  const { accountId, profile, region } = connection;
  return [arnName(clusterArn), accountId ?? profile, region].join(' · ');
}

function statusOf({ phase, at, kept }: ExplanationState, { l10n, locale }: SnapshotFacts): string {
  if (phase === 'asking') return l10n.t('Asking ECS what happened…');
  if (phase === 'following') return l10n.t('Lines of the log may still be on their way…');
  if (at === undefined || kept) return '';
  return l10n.t('As of {0}', new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }).format(at));
}

function noticeOf(
  { failure, cause, withoutLog, logElsewhere, kept, at, silence, phase }: ExplanationState,
  { l10n, now, ago }: SnapshotFacts,
): ExplanationSnapshot['notice'] {
  const age = at === undefined ? '' : ago(now - at);
  const earlier = l10n.t('Below is what was found {0}.', age);
  if (failure !== undefined) {
    const text = [failure.what, failure.next, kept ? earlier : undefined];
    return { tone: 'failure', text: text.filter((part) => part !== undefined).join(' ') };
  }
  // Where lines are shown, those of another container or task are not missed.
  const silent = !kept && (cause?.causes[0] ?? cause?.unrecognised)?.log === undefined;
  if (withoutLog !== undefined && silent) {
    const why = [withoutLog.what, withoutLog.next].filter((part) => part !== undefined).join(' ');
    return { tone: 'warning', text: l10n.t('The log could not be read. {0}', why) };
  }
  if (logElsewhere !== undefined && silent)
    return { tone: 'warning', text: l10n.t(logElsewhere.template, ...logElsewhere.args) };
  if (!kept || phase === 'asking')
    return silence === 'forgotten' && phase !== 'asking'
      ? {
          tone: 'warning',
          text: l10n.t(
            'ECS has forgotten this task, as it does an hour after the stop, and nothing was kept of it.',
          ),
        }
      : undefined;
  const why =
    silence === 'forgotten'
      ? l10n.t('ECS has forgotten this task, as it does an hour after the stop.')
      : l10n.t('Nothing is wrong now.');
  return { tone: 'warning', text: `${why} ${earlier}` };
}

/** Said instead of a card. */
function calmOf(
  { taskArn }: ExplainedThing,
  { phase, cause, silence, noise, failure }: ExplanationState,
  l10n: Translator,
): ExplanationSnapshot['calm'] {
  if (phase === 'asking' || cause !== undefined || failure !== undefined || silence !== 'calm')
    return undefined;
  const title =
    taskArn === undefined
      ? l10n.t('Nothing is wrong with this service.')
      : l10n.t('Nothing went wrong with this task.');
  return { title, lines: noise.map((line) => ({ ...line, template: l10n.t(line.template) })) };
}

function cardOf(
  { connection, taskArn }: ExplainedThing,
  { cause, rolling, taskDefinitionArn, kept }: ExplanationState,
  { l10n, locale, build }: SnapshotFacts,
): CauseCard | undefined {
  if (cause === undefined) return undefined;
  const can: CauseAbilities = {
    ...(rolling && taskArn === undefined && !kept
      ? { stop: { label: l10n.t('Stop and Roll Back…'), primary: true, enabled: true } }
      : {}),
    logs: true,
    taskDefinition: taskDefinitionArn !== undefined,
    build,
    console: connection.endpoint === undefined,
  };
  return {
    cause: translateState(cause, l10n),
    buttons: causeButtons(cause, can, l10n),
    strings: causeStrings(l10n),
    locale,
  };
}
