import { l10n, window } from 'vscode';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Asks from when on, milliseconds since the epoch; undefined when the person leaves. */
export async function pickSince(now: number): Promise<number | undefined> {
  const presets = [
    { label: l10n.t('1 minute ago'), ago: MINUTE },
    { label: l10n.t('15 minutes ago'), ago: 15 * MINUTE },
    { label: l10n.t('1 hour ago'), ago: HOUR },
    { label: l10n.t('3 hours ago'), ago: 3 * HOUR },
    { label: l10n.t('12 hours ago'), ago: 12 * HOUR },
    { label: l10n.t('1 day ago'), ago: 24 * HOUR },
    { label: l10n.t('1 week ago'), ago: 7 * 24 * HOUR },
    { label: l10n.t('At a time…'), ago: undefined },
  ];
  const picked = await window.showQuickPick(presets, {
    title: l10n.t('Read From'),
    placeHolder: l10n.t('How far back?'),
  });
  if (picked === undefined) return undefined;
  return picked.ago === undefined ? askTime(l10n.t('Read From'), now - HOUR) : now - picked.ago;
}

/** Asks for a moment in local time, milliseconds since the epoch; undefined when the person leaves. */
export async function askTime(title: string, proposed: number): Promise<number | undefined> {
  const typed = await window.showInputBox({
    title,
    prompt: l10n.t('Date and time, yours, such as {0}', localTime(proposed)),
    value: localTime(proposed),
    validateInput: (text) => (Number.isNaN(readTime(text)) ? l10n.t('This is no date and time.') : undefined),
  });
  return typed === undefined ? undefined : readTime(typed);
}

/** `2026-11-24 10:42:07`, or with a zone of its own. */
function readTime(text: string): number {
  return Date.parse(text.trim().replace(' ', 'T'));
}

function localTime(at: number): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * MINUTE);
  return local.toISOString().slice(0, 19).replace('T', ' ');
}
