import { l10n } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import { given } from '../../core/aws/given';
import type { Clock } from '../../core/lib/clock';
import { LineFormatter } from '../../core/logs/format';
import { LogSearch, type SearchProgress } from '../../core/logs/search';
import { translate } from '../words';
import type { LogRequest } from './logUri';
import { localTime, subjectName } from './viewWords';

export type SearchWay = 'earlier' | 'later';

/** A search and the text of its document. */
export class SearchSession {
  readonly #request: LogRequest;
  readonly #search: LogSearch;

  constructor(request: LogRequest, deps: { readonly connection: Connection; readonly clock: Clock }) {
    this.#request = request;
    const { subject, from, to, text } = request;
    const pattern = text === '' ? undefined : text;
    this.#search = new LogSearch({ subject, from, to, ...given('pattern', pattern) }, deps);
  }

  step(way: SearchWay, signal: AbortSignal, progress: SearchProgress): Promise<void> {
    return way === 'earlier' ? this.#search.earlier(signal, progress) : this.#search.later(signal, progress);
  }

  /** What a step would do, as its button says it. */
  words(way: SearchWay): string {
    const { reachedStart, reachedEnd, from, to } = this.#search;
    if (way === 'earlier')
      return reachedStart ? l10n.t('Search before {0}', localTime(from)) : l10n.t('Load earlier');
    return reachedEnd ? l10n.t('Search after {0}', localTime(to)) : l10n.t('Load later');
  }

  text(): string {
    const { dropped, reachedStart, reachedEnd, count, from, to, elsewhere, hasPlaces } = this.#search;
    const lines = [rule(this.#title()), ...elsewhere.map((text) => rule(translate(text)))];
    if (dropped.earlier > 0)
      lines.push(rule(l10n.t('{0} earlier lines were dropped: Load earlier brings them', dropped.earlier)));
    else if (reachedStart) lines.push(rule(l10n.t('nothing earlier since {0}', localTime(from))));
    if (!hasPlaces) lines.push(rule(l10n.t('nothing of it is in CloudWatch')));
    else if (count === 0) lines.push(rule(l10n.t('no line matches')));
    this.#write(lines);
    if (dropped.later > 0)
      lines.push(rule(l10n.t('{0} later lines were dropped: Load later brings them', dropped.later)));
    else if (reachedEnd) lines.push(rule(l10n.t('nothing later until {0}', localTime(to))));
    return `${lines.join('\n')}\n`;
  }

  /** The lines themselves; where a day begins, its date stands above. */
  #write(lines: string[]): void {
    const formatter = new LineFormatter({ translate });
    let day = '';
    for (const item of this.#search.items) {
      const today = formatter.day(item.at);
      if (today !== day) lines.push(rule(today));
      day = today;
      for (const line of formatter.format(item)) lines.push(line);
    }
  }

  #title(): string {
    const { subject, text } = this.#request;
    const { from, to, count } = this.#search;
    const range = [localTime(from), localTime(to)] as const;
    return text === ''
      ? l10n.t('{0}, {1} to {2}: {3} lines', subjectName(subject), ...range, count)
      : l10n.t('{0}, {1} to {2}: {3} lines that match {4}', subjectName(subject), ...range, count, text);
  }
}

function rule(words: string): string {
  return `── ${words} ──`;
}
