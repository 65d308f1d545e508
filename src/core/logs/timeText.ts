const DAY_MS = 24 * 3_600_000;

const TEXT =
  /^(?:(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d))?(?:(?:[T ]|^)(?<hour>\d{1,2}):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<part>\d{1,9}))?)?)? ?(?<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?$/i;

/**
 * A moment that a person has typed, milliseconds since the epoch: a date, a time or both, in local time or with a zone of its
 * own, as CloudWatch and most programs write them. A date alone is its first moment; a time alone is the last one that was
 * at this time. Undefined for what is no such moment.
 */
export function readTime(text: string, now: number): number | undefined {
  const groups = TEXT.exec(text.trim())?.groups;
  if (groups === undefined || (groups['year'] === undefined && groups['hour'] === undefined))
    return undefined;
  const number = (name: string): number => Number(groups[name] ?? 0);
  const [hour, minute, second] = [number('hour'), number('minute'), number('second')];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const ms = Number((groups['part'] ?? '0').padEnd(3, '0').slice(0, 3));
  const offset = offsetOf(groups['zone']);
  const at = (year: number, month: number, day: number): number =>
    offset === undefined
      ? new Date(year, month, day, hour, minute, second, ms).getTime()
      : Date.UTC(year, month, day, hour, minute, second, ms) - offset;
  if (groups['year'] !== undefined) {
    const [year, month, day] = [number('year'), number('month') - 1, number('day')];
    const isDay = new Date(Date.UTC(year, month, day)).getUTCMonth() === month && day > 0;
    return isDay ? at(year, month, day) : undefined;
  }
  // Of the days around now, because "today" depends on the zone.
  const around = [DAY_MS, 0, -DAY_MS, -2 * DAY_MS].map((step) => new Date(now + step));
  const moments = around.map((day) =>
    offset === undefined
      ? at(day.getFullYear(), day.getMonth(), day.getDate())
      : at(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate()),
  );
  return moments.find((moment) => moment <= now);
}

/** Milliseconds that a zone is ahead of UTC; undefined for local time. */
function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined;
  if (/[a-z]/i.test(zone)) return 0;
  const digits = zone.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
