import { Uri } from 'vscode';
import { arnName } from '../../core/model/arn';

export const PAGE_SCHEME = 'quayside-page';

/** The read-only documents there are. */
export type PageKind = 'service' | 'serviceJson' | 'revision' | 'calls';

export interface PageAddress {
  readonly kind: PageKind;
  /** The connection is part of the address: a page of one account is never filled in from another. */
  readonly connection: string;
  readonly arn: string;
  readonly cluster: string;
}

export function pageUri({
  kind,
  connection = '',
  arn = '',
  cluster = '',
}: Partial<PageAddress> & { readonly kind: PageKind }): Uri {
  const name = kind === 'calls' ? 'API calls' : arnName(arn).replaceAll(':', '-');
  return Uri.from({
    scheme: PAGE_SCHEME,
    path: `/${name}.${kind === 'serviceJson' ? 'json' : 'md'}`,
    query: new URLSearchParams({ kind, connection, arn, cluster }).toString(),
  });
}

/** Undefined for what is no page of ours. */
export function pageAddress(uri: Uri): PageAddress | undefined {
  if (uri.scheme !== PAGE_SCHEME) return undefined;
  const query = new URLSearchParams(uri.query);
  const kind = (['service', 'serviceJson', 'revision', 'calls'] as const).find(
    (one) => one === query.get('kind'),
  );
  if (kind === undefined) return undefined;
  const of = (name: string): string => query.get(name) ?? '';
  return { kind, connection: of('connection'), arn: of('arn'), cluster: of('cluster') };
}
