import { l10n, Uri, window, type Disposable } from 'vscode';
import { choiceOf } from '../../core/aws/choice';
import type { Clock } from '../../core/lib/clock';
import type { Explorer } from '../explorer/explorer';
import { insightsRequest, type InsightsPages } from '../logs/insightsPages';
import type { LogRequest } from '../logs/logUri';
import { pickRange } from '../prompts/pickSince';
import type { PickDeps } from '../prompts/pickService';
import { COMMANDS } from './ids';
import { logSubjectGiven } from './logSubjectGiven';
import { registerCommand, type CommandDeps } from './run';

interface Deps extends CommandDeps, PickDeps {
  readonly explorer: Explorer;
  readonly insights: InsightsPages;
  readonly clock: Clock;
}

const FIRST_QUERY = 'fields @timestamp, @message | sort @timestamp desc | limit 100';

/** Runs a query of Logs Insights on the log groups of a service; the query of last time is there to be changed. */
export function registerQueryInsights(deps: Deps): Disposable {
  return registerCommand(COMMANDS.queryInsights, deps, async (what) => {
    const title = l10n.t('Query Logs Insights');
    const before = what instanceof Uri ? insightsRequest(what) : undefined;
    const asked = before ?? (await newRequest(deps, what, title));
    if (asked === undefined) return;
    const text = await window.showInputBox({
      title,
      prompt: l10n.t('In the language of Logs Insights. CloudWatch bills what a query scans.'),
      value: before?.text ?? deps.state.get('lastQuery') ?? FIRST_QUERY,
      ignoreFocusOut: true,
    });
    if (text === undefined || text.trim() === '') return;
    await deps.state.set('lastQuery', text.trim());
    await deps.insights.run({ ...asked, text: text.trim() });
  });
}

async function newRequest(
  deps: Deps,
  node: unknown,
  title: string,
): Promise<Omit<LogRequest, 'text'> | undefined> {
  const { connection, subject } = await logSubjectGiven(deps, node, title);
  const range = await pickRange(title, deps.clock.now());
  return range === undefined ? undefined : { connection: choiceOf(connection.info), subject, ...range };
}
