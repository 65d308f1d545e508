const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long something took or takes: `0.4s` when it is over and was short, else whole seconds, `1m 32s`, `1h 4m`. */
export function formatDuration(ms: number, locale: string, running = false): string {
  const unit = (value: number, name: string, digits = 0): string =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay: 'narrow',
      maximumFractionDigits: digits,
    }).format(value);
  const length = Math.max(0, ms);
  // Rounded up: what took a moment did not take nothing.
  if (length < 10 * SECOND && !running) return unit(Math.ceil(length / 100) / 10, 'second', 1);
  const seconds = Math.floor(length / SECOND);
  if (length < MINUTE) return unit(seconds, 'second');
  const minutes = Math.floor(length / MINUTE);
  if (length < HOUR) return `${unit(minutes, 'minute')} ${unit(seconds % 60, 'second')}`;
  return `${unit(Math.floor(length / HOUR), 'hour')} ${unit(minutes % 60, 'minute')}`;
}

/** Time since the start as on a stopwatch: `0:05`, `12:30`, `1:02:03`. */
export function formatOffset(ms: number, locale: string): string {
  const total = Math.max(0, Math.floor(ms / SECOND));
  const whole = new Intl.NumberFormat(locale, { useGrouping: false });
  const padded = new Intl.NumberFormat(locale, { useGrouping: false, minimumIntegerDigits: 2 });
  const seconds = padded.format(total % 60);
  const minutes = Math.floor(total / 60);
  if (minutes < 60) return `${whole.format(minutes)}:${seconds}`;
  return `${whole.format(Math.floor(minutes / 60))}:${padded.format(minutes % 60)}:${seconds}`;
}

/** The time of day as a clock on the wall shows it. */
export function formatTime(at: number, locale: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    hour: 'numeric',
    minute: '2-digit',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at);
}

export function formatCount(count: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(count);
}

/** Long identifiers with what tells them apart: `sha256:4be1f0…c07d`. */
export function shortDigest(digest: string): string {
  const [algorithm, hex] = digest.split(':');
  return hex === undefined || hex.length <= 16
    ? digest
    : `${algorithm ?? ''}:${hex.slice(0, 8)}…${hex.slice(-4)}`;
}
