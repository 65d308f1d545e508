import { l10n, window } from 'vscode';
import { readTime } from '../../core/logs/timeText';
import { localTime } from '../logs/viewWords';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Milliseconds since the epoch. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** Asks from when on, milliseconds since the epoch; undefined when the person leaves. */
export async function pickSince(now: number): Promise<number | undefined> {
  const title = l10n.t('Read From');
  const picked = await window.showQuickPick([...presets(), { label: l10n.t('At a time…'), ago: undefined }], {
    ignoreFocusOut: true,
    title,
    placeHolder: l10n.t('How far back?'),
  });
  if (picked === undefined) return undefined;
  return picked.ago === undefined ? askTime(title, now - HOUR, { now, notAfter: now }) : now - picked.ago;
}

/** Asks for a range of time; undefined when the person leaves. */
export async function pickRange(title: string, now: number): Promise<TimeRange | undefined> {
  const items = [...presets(), { label: l10n.t('Between two times…'), ago: undefined }];
  const picked = await window.showQuickPick(items, {
    ignoreFocusOut: true,
    title,
    placeHolder: l10n.t('How far back?'),
  });
  if (picked === undefined) return undefined;
  if (picked.ago !== undefined) return { from: now - picked.ago, to: now };
  const from = await askTime(l10n.t('{0}: From', title), now - HOUR, { now, notAfter: now });
  if (from === undefined) return undefined;
  const to = await askTime(l10n.t('{0}: To', title), now, { now, after: from });
  return to === undefined ? undefined : { from, to };
}

function presets(): readonly { readonly label: string; readonly ago: number }[] {
  return [
    { label: l10n.t('1 minute ago'), ago: MINUTE },
    { label: l10n.t('15 minutes ago'), ago: 15 * MINUTE },
    { label: l10n.t('1 hour ago'), ago: HOUR },
    { label: l10n.t('3 hours ago'), ago: 3 * HOUR },
    { label: l10n.t('12 hours ago'), ago: 12 * HOUR },
    { label: l10n.t('1 day ago'), ago: 24 * HOUR },
    { label: l10n.t('1 week ago'), ago: 7 * 24 * HOUR },
  ];
}

/** The moments that can be chosen. */
interface Bounds {
  readonly now: number;
  readonly after?: number;
  readonly notAfter?: number;
}

/** Asks for a moment, milliseconds since the epoch; undefined when the person leaves. */
async function askTime(
  title: string,
  proposed: number,
  { now, after = -Infinity, notAfter = Infinity }: Bounds,
): Promise<number | undefined> {
  const typed = await window.showInputBox({
    ignoreFocusOut: true,
    title,
    prompt: l10n.t(
      'Date and time of your time zone, such as {0}, or of one that is named: {1}',
      localTime(proposed),
      `${new Date(proposed).toISOString().slice(0, 19)}Z`,
    ),
    value: localTime(proposed),
    validateInput: (text) => {
      const at = readTime(text, now);
      if (at === undefined) return l10n.t('This is no date and time.');
      if (at > notAfter) return l10n.t('This has not come yet.');
      return at <= after ? l10n.t('This is not after the beginning.') : undefined;
    },
  });
  return typed === undefined ? undefined : readTime(typed, now);
}
