import { FileDecoration, l10n, Uri, window, type Disposable } from 'vscode';

/** What a row's badge can say. */
export type RowBadge = 'rolling';

const SCHEME = 'quayside-row';

/** The editor draws badges on resources; this one stands for a row and for nothing that can be opened. */
export function badgeUri(id: string, badge: RowBadge): Uri {
  return Uri.from({ scheme: SCHEME, path: `/${id}`, query: badge });
}

/** Has the editor draw the badges of rows. */
export function registerBadges(): Disposable {
  return window.registerFileDecorationProvider({
    provideFileDecoration: badgeOf,
  });
}

/** The badge of what a resource stands for; undefined for everything that is no row with a badge. */
export function badgeOf(uri: Uri): FileDecoration | undefined {
  if (uri.scheme !== SCHEME || uri.query !== 'rolling') return undefined;
  return new FileDecoration('↻', l10n.t('Rollout in progress'));
}
