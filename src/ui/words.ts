import { env, l10n } from 'vscode';
import type { Message } from '../core/lib/message';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span of time in its largest unit, as a row has room for. */
export function duration(ms: number): string {
  if (ms < MINUTE) return l10n.t('{0} s', Math.max(0, Math.floor(ms / SECOND)));
  if (ms < HOUR) return l10n.t('{0} min', Math.floor(ms / MINUTE));
  if (ms < 2 * DAY) return l10n.t('{0} h', Math.floor(ms / HOUR));
  return l10n.t('{0} d', Math.floor(ms / DAY));
}

export function ago(ms: number): string {
  return ms < SECOND ? l10n.t('just now') : l10n.t('{0} ago', duration(ms));
}

/** `10:42`, as the editor's language writes it. */
export function timeOfDay(at: number): string {
  return new Date(at).toLocaleTimeString(env.language, { hour: '2-digit', minute: '2-digit' });
}

/** Facts of a row, one after the other; what is not known is left out. */
export function facts(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}

/** A sentence that core made. */
export function translate({ template, args }: Message): string {
  return l10n.t(template, ...args);
}
