import { l10n, Uri, window } from 'vscode';

/** The document of a kind that a command was called on, or that of the active editor; says so where it is no such one. */
export function documentGiven(given: unknown, scheme: string): Uri | undefined {
  const uri = given instanceof Uri ? given : window.activeTextEditor?.document.uri;
  if (uri?.scheme === scheme) return uri;
  void window.showInformationMessage(
    l10n.t('This acts on a document that Search Logs… or Query Logs Insights… has opened.'),
  );
  return undefined;
}
