import { causeMarkdown, unrecognisedMarkdown } from '../diagnose/markdown';
import { formatMessage, type Message } from '../lib/message';
import { shortTaskId } from '../model/arn';
import type { DeployState, RolloutView } from './state';

/** A deployment as Markdown, to be pasted into a ticket or chat. English, like the log; holds no output of the build. */
export function deploymentReport(state: DeployState): string {
  const { connection, rollout } = state;
  const sections = [
    `# ${title(state)}`,
    `**${formatMessage(state.headline)}**`,
    quote(state.verdict?.quote ?? state.failure?.quote),
    detail(state.verdict?.detail ?? state.failure?.left),
    detail(state.failure?.advice),
    list([
      `Cluster: ${state.clusterName}`,
      `Account: ${connection.accountId ?? 'unknown'}, ${connection.region} (${connection.profile})`,
      `Started: ${new Date(state.startedAt).toISOString()}`,
      state.endedAt === undefined ? undefined : `Ended: ${new Date(state.endedAt).toISOString()}`,
      state.image === undefined ? undefined : `Image: \`${state.image.reference}\` \`${state.image.digest}\``,
      state.newRevision === undefined ? undefined : `Revision: \`${state.newRevision.arn}\``,
    ]),
    causeReport(state),
    stages(state),
    state.failure === undefined || state.failure.lines.length === 0 ? undefined : fence(state.failure.lines),
    rollout === undefined ? undefined : tasks(rollout),
    events(state),
  ];
  return `${sections.filter((section) => section !== undefined && section !== '').join('\n\n')}\n`;
}

/** Why it failed, as Markdown; undefined while that is not known. `say` translates. */
export function causeReport(
  { cause }: Pick<DeployState, 'cause'>,
  say: (message: Message) => string = formatMessage,
): string | undefined {
  if (cause === undefined) return undefined;
  const { causes, unrecognised } = cause;
  if (causes.length > 0) return causes.map((one) => causeMarkdown(one, say)).join('\n\n');
  return unrecognised === undefined ? undefined : unrecognisedMarkdown(unrecognised, say);
}

function title({ serviceName, oldRevision, newRevision }: DeployState): string {
  const from = oldRevision === undefined ? '' : `${oldRevision.revision} `;
  const to = newRevision === undefined ? '' : `→ ${newRevision.revision}`;
  return `${serviceName} ${from}${to}`.trimEnd();
}

function quote(text: string | undefined): string | undefined {
  return text === undefined
    ? undefined
    : text
        .split('\n')
        .map((line) => `> ${line}`)
        .join('\n');
}

function detail(text: Message | undefined): string | undefined {
  return text === undefined ? undefined : formatMessage(text);
}

function list(items: readonly (string | undefined)[]): string {
  return items.flatMap((item) => (item === undefined ? [] : `- ${item}`)).join('\n');
}

function stages({ stages: all }: DeployState): string {
  const rows = all
    .filter(({ status }) => status !== 'waiting')
    .map(({ id, status, startedAt, endedAt }) => {
      const seconds =
        startedAt === undefined || endedAt === undefined
          ? ''
          : ` ${((endedAt - startedAt) / 1000).toFixed(1)} s`;
      return `| ${id} | ${status} |${seconds} |`;
    });
  return ['| Stage | State | Time |', '| --- | --- | --- |', ...rows].join('\n');
}

function tasks({ tasks: all }: RolloutView): string | undefined {
  if (all.length === 0) return undefined;
  const rows = all.map(
    ({ arn, revision, note, reason }) =>
      `| ${shortTaskId(arn)} | ${revision} | ${cell(formatMessage(note))} | ${cell(reason ?? '')} |`,
  );
  return ['| Task | Revision | Phase | Reason |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function events({ events: all }: DeployState): string | undefined {
  return all.length === 0
    ? undefined
    : list(all.map(({ at, message }) => `${new Date(at).toISOString()} ${message}`));
}

function fence(lines: readonly string[]): string {
  return ['```text', ...lines.map((line) => line.replaceAll('```', "'''")), '```'].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
