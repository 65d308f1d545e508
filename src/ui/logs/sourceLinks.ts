import {
  DocumentLink,
  languages,
  Range,
  workspace,
  type CancellationToken,
  type Disposable,
  type DocumentLinkProvider,
  type TextDocument,
  type Uri,
} from 'vscode';
import { findFileReferences, mapPath, pathEnds, type FileReference } from '../../core/logs/fileReferences';
import { readSetting } from '../../platform/settings';
import type { Contribution } from '../contribution';
import { LOG_LANGUAGE } from './viewWords';

/** What is far up in a long log is seldom read: links are made for its end. */
const LINES_LINKED = 5000;
const NAMES_LOOKED_FOR = 200;
const FILES_OF_A_NAME = 20;
/** Files come and go; watching all of a workspace for a few links would cost more than looking again. */
const REMEMBERED_MS = 30_000;
const NOT_OURS = '**/{node_modules,dist,out,build,target,.git}/**';

/** Makes links to the workspace's files of the places that stack traces in logs name. */
export class SourceLinks implements Contribution, DocumentLinkProvider {
  /** Files of the workspace by the last part of their names. */
  readonly #files = new Map<string, Promise<readonly Uri[]>>();

  #forgetAt = 0;

  register(): Disposable {
    return languages.registerDocumentLinkProvider({ language: LOG_LANGUAGE }, this);
  }

  async provideDocumentLinks(document: TextDocument, token: CancellationToken): Promise<DocumentLink[]> {
    const links: DocumentLink[] = [];
    for (let row = Math.max(0, document.lineCount - LINES_LINKED); row < document.lineCount; row += 1) {
      if (token.isCancellationRequested) return links;
      for (const reference of findFileReferences(document.lineAt(row).text)) {
        const file = await this.#find(reference);
        if (file === undefined) continue;
        const { start, end, line, column = 1 } = reference;
        const target = file.with({ fragment: `L${line},${column}` });
        links.push(new DocumentLink(new Range(row, start, row, end), target));
      }
    }
    return links;
  }

  /** The mapping's answer where there is one, else the only file that the longest end of the path fits. */
  async #find({ path }: FileReference): Promise<Uri | undefined> {
    const mapped = mapPath(path, readSetting('logs.pathMapping'));
    const ends = mapped === undefined ? pathEnds(path) : [mapped];
    const name = ends.at(-1)?.split('/').at(-1);
    if (name === undefined) return undefined;
    const files = await this.#named(name);
    for (const end of ends) {
      const fitting = files.filter((file) => file.path.endsWith(`/${end}`));
      if (fitting.length > 0) return fitting.length === 1 ? fitting[0] : undefined;
    }
    return undefined;
  }

  async #named(name: string): Promise<readonly Uri[]> {
    if (Date.now() >= this.#forgetAt) {
      this.#files.clear();
      this.#forgetAt = Date.now() + REMEMBERED_MS;
    }
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    if (this.#files.size >= NAMES_LOOKED_FOR) return [];
    const found = Promise.resolve(
      workspace.findFiles(`**/${name.replace(/[[\]{}*?!]/g, '?')}`, NOT_OURS, FILES_OF_A_NAME),
    );
    this.#files.set(name, found);
    return found;
  }
}
