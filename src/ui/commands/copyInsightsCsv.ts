import { env, l10n, window, type Disposable } from 'vscode';
import type { InsightsPages } from '../logs/insightsPages';
import { INSIGHTS_SCHEME } from '../logs/logUri';
import { documentGiven } from './documentGiven';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

/** Copies all rows of a query's result, whole, as comma-separated values. */
export function registerCopyInsightsCsv(
  deps: CommandDeps & { readonly insights: InsightsPages },
): Disposable {
  return registerCommand(COMMANDS.copyInsightsCsv, deps, async (document) => {
    const uri = documentGiven(document, INSIGHTS_SCHEME);
    const csv = uri === undefined ? undefined : deps.insights.csv(uri);
    if (csv === undefined) return;
    await env.clipboard.writeText(csv);
    window.setStatusBarMessage(l10n.t('Copied as CSV'), 3000);
  });
}
