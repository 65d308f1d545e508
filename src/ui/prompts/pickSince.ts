import { l10n, window } from 'vscode';
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
  return picked.ago === undefined ? askTime(title, now - HOUR) : now - picked.ago;
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
  const from = await askTime(l10n.t('{0}: From', title), now - HOUR);
  if (from === undefined) return undefined;
  const to = await askTime(l10n.t('{0}: To', title), Math.max(now, from), from);
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

/** Asks for a moment in local time, milliseconds since the epoch; undefined when the person leaves. */
async function askTime(title: string, proposed: number, after = -Infinity): Promise<number | undefined> {
  const typed = await window.showInputBox({
    ignoreFocusOut: true,
    title,
    prompt: l10n.t('Date and time, yours, such as {0}', localTime(proposed)),
    value: localTime(proposed),
    validateInput: (text) => {
      const at = readTime(text);
      if (Number.isNaN(at)) return l10n.t('This is no date and time.');
      return at <= after ? l10n.t('This is not after the beginning.') : undefined;
    },
  });
  return typed === undefined ? undefined : readTime(typed);
}

/** `2026-11-24 10:42:07`, or with a zone of its own. */
function readTime(text: string): number {
  return Date.parse(text.trim().replace(' ', 'T'));
}
