import type { DeployState } from '../../core/deploy/state';
import { formatMessage } from '../../core/lib/message';

/** A translated state as Markdown, to be pasted into an issue or a chat. */
export function reportOf(state: DeployState): string {
  const { failure, verdict, rollout, connection } = state;
  const place = [connection.accountId ?? connection.profile, connection.region, state.clusterName].join(
    ' · ',
  );
  const revisions = [state.oldRevision?.revision, state.newRevision?.revision].filter(
    (revision) => revision !== undefined,
  );
  const failed = rollout?.tasks.filter(({ segments }) => segments.at(-1)?.phase === 'failed') ?? [];
  return [
    `**${[state.serviceName, revisions.join(' → ')].join(' ').trim()}: ${formatMessage(state.headline)}**`,
    place,
    failure?.advice === undefined ? undefined : formatMessage(failure.advice),
    verdict?.detail === undefined ? undefined : formatMessage(verdict.detail),
    quoted(failure?.quote ?? verdict?.quote),
    fenced(failure?.lines ?? []),
    failure === undefined ? undefined : formatMessage(failure.left),
    list(failed.map(({ id, note, reason }) => [id, formatMessage(note), reason ?? ''].join(' ').trim())),
    list(state.events.map(({ at, message }) => `${new Date(at).toISOString()} ${message}`)),
  ]
    .filter((part) => part !== undefined)
    .join('\n\n');
}

function quoted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `> ${text.replaceAll('\n', '\n> ')}`;
}

function fenced(lines: readonly string[]): string | undefined {
  return lines.length === 0 ? undefined : ['```', ...lines, '```'].join('\n');
}

function list(items: readonly string[]): string | undefined {
  return items.length === 0 ? undefined : items.map((item) => `- ${item}`).join('\n');
}
