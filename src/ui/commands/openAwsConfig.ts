import { l10n, Uri, window, workspace } from 'vscode';
import { sharedConfigFile } from '../../core/aws/configFile';

/** Opens the shared AWS config file; where there is none, an editor that will be saved there. */
export async function openAwsConfig(): Promise<void> {
  const uri = Uri.file(sharedConfigFile(process.env));
  try {
    await window.showTextDocument(uri);
  } catch {
    const document = await workspace.openTextDocument(uri.with({ scheme: 'untitled' }));
    await window.showTextDocument(document);
    void window.showInformationMessage(l10n.t('There is no AWS config file yet. Saving this makes one.'));
  }
}
