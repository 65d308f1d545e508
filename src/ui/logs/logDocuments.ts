import {
  CodeLens,
  Disposable,
  languages,
  Range,
  workspace,
  type CodeLensProvider,
  type TextDocumentContentProvider,
  type Uri,
} from 'vscode';
import type { CommandId } from '../commands/ids';

/** Read-only documents of one scheme, with buttons above their lines; what is behind one goes when it is closed. */
export function registerLogDocuments(
  scheme: string,
  provider: TextDocumentContentProvider & CodeLensProvider,
  closed: (uri: Uri) => void,
): Disposable {
  return Disposable.from(
    workspace.registerTextDocumentContentProvider(scheme, provider),
    languages.registerCodeLensProvider({ scheme }, provider),
    workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === scheme) closed(uri);
    }),
  );
}

/** A button above a line that runs a command about the document. */
export function documentLens(uri: Uri, line: number, title: string, command: CommandId): CodeLens {
  return new CodeLens(new Range(line, 0, line, 0), { title, command, arguments: [uri] });
}
