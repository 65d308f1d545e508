import type { LogEvent } from '../aws/api';
import type { LineSource, LogStream, TailLine } from './model';

/** Whose output each stream is; turns events into lines. */
export class StreamBook {
  readonly #sources = new Map<string, LineSource>();

  /** False when the stream is known already. */
  add(stream: LogStream): boolean {
    const key = keyOf(stream.region, stream.group, stream.stream);
    if (this.#sources.has(key)) return false;
    this.#sources.set(key, stream.source);
    return true;
  }

  lines(region: string, group: string, events: readonly LogEvent[]): readonly TailLine[] {
    const lines: TailLine[] = [];
    // Lines of one stream come in runs.
    let last: string | undefined;
    let source: LineSource | undefined;
    for (const { stream, timestamp, message } of events) {
      if (stream !== last) source = this.#sources.get(keyOf(region, group, stream));
      last = stream;
      if (source !== undefined) lines.push({ kind: 'line', at: timestamp, source, text: message });
    }
    return lines;
  }
}

function keyOf(region: string, group: string, stream: string): string {
  return `${region}\n${group}\n${stream}`;
}
