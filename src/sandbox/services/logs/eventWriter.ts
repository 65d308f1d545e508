import type { JsonObject } from '../../../core/lib/json';
import { WrittenJson } from '../../wire/service';
import type { StoredEvent } from './eventList';

/** Nothing in it that JSON writes in another way. */
const PLAIN = /^[ !#-[\]-~]*$/;
/** More than what stands around the message of an event, the name of its stream apart. */
const FRAME_BYTES = 256;
const MOST_BYTES_A_CHARACTER = 3;
const ZERO = 48;
const BEGIN = Buffer.from('{"events":[');
const UNNAMED = Buffer.from('{"timestamp":');
const COMMA = Buffer.from(',');
const MESSAGE = Buffer.from(',"message":');
const INGESTION_TIME = Buffer.from(',"ingestionTime":');
const EVENT_ID = Buffer.from(',"eventId":"3');
const QUOTE = Buffer.from('"');
const EVENT_END = Buffer.from('}');

/**
 * A page of events as AWS answers it: `named` ones say their stream and id, as those of FilterLogEvents do; those of GetLogEvents do
 * not. `members` stand beside the events.
 */
export function writePage(
  events: readonly StoredEvent[],
  { named, members }: { readonly named: boolean; readonly members: JsonObject },
): WrittenJson {
  const writer = new EventWriter(named);
  for (const event of events) writer.add(event);
  return writer.end(members);
}

/**
 * Writes straight into bytes: for ten thousand lines that is a third of the work that objects, and a text made of them,
 * would be. Times and orders are whole numbers.
 */
class EventWriter {
  readonly #named: boolean;
  #bytes = Buffer.allocUnsafe(65_536);
  #length = 0;
  #stream: string | undefined;
  /** How each event of the stream begins. */
  #head = UNNAMED;

  constructor(named: boolean) {
    this.#named = named;
    this.#put(BEGIN);
  }

  add({ stream, timestamp, message, ingestionTime, order }: StoredEvent): void {
    if (this.#named && stream !== this.#stream) {
      this.#stream = stream;
      this.#head = Buffer.from(`{"logStreamName":${JSON.stringify(stream)},"timestamp":`);
    }
    const text = PLAIN.test(message) ? `"${message}"` : JSON.stringify(message);
    this.#makeRoom(this.#head.length + FRAME_BYTES + text.length * MOST_BYTES_A_CHARACTER);
    if (this.#length > BEGIN.length) this.#put(COMMA);
    this.#put(this.#head);
    this.#digits(timestamp, widthOf(timestamp));
    this.#put(MESSAGE);
    this.#length += this.#bytes.write(text, this.#length, 'utf8');
    this.#put(INGESTION_TIME);
    this.#digits(ingestionTime, widthOf(ingestionTime));
    if (this.#named) {
      // As `eventId` makes it.
      this.#put(EVENT_ID);
      this.#digits(timestamp, 15);
      this.#digits(order, 40);
      this.#put(QUOTE);
    }
    this.#put(EVENT_END);
  }

  end(members: JsonObject): WrittenJson {
    const rest = Buffer.from(`],${JSON.stringify(members).slice(1)}`);
    this.#makeRoom(rest.length);
    this.#put(rest);
    return new WrittenJson(this.#bytes.subarray(0, this.#length));
  }

  #makeRoom(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * this.#bytes.length + bytes);
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }

  #put(bytes: Buffer): void {
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** The last digit first, zeros before the number. */
  #digits(value: number, width: number): void {
    let rest = value;
    for (let index = this.#length + width - 1; index >= this.#length; index -= 1) {
      const quotient = Math.floor(rest / 10);
      this.#bytes[index] = ZERO + rest - 10 * quotient;
      rest = quotient;
    }
    this.#length += width;
  }
}

function widthOf(value: number): number {
  return value >= 1e12 && value < 1e13 ? 13 : String(value).length;
}
