import { isJsonObject, type JsonObject, type JsonValue } from '../../core/lib/json';
import type { CallCounter } from './calls';
import type { Faults } from './faults';
import type { Reply } from './reply';

export interface ControlOptions {
  readonly calls: CallCounter;
  readonly faults: Faults;
  /** Lets the world's time pass at once; resolves when what was due has happened. */
  readonly advance: (ms: number) => Promise<void>;
  readonly now: () => number;
  readonly summary: () => JsonObject;
  /** The worlds that a sandbox can start with: name and title. */
  readonly worlds: () => readonly { readonly name: string; readonly title: string }[];
}

export const CONTROL_PREFIX = '/_sandbox/';
/** A day at once is enough, and keeps a slip of the pen from keeping the sandbox busy for hours. */
const MAX_ADVANCE_MS = 86_400_000;

function reply(status: number, value: JsonValue): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** The sandbox's own endpoint, by which tests, benchmarks and scenarios set the stage. */
export class Control {
  readonly #options: ControlOptions;

  constructor(options: ControlOptions) {
    this.#options = options;
  }

  async answer(method: string, path: string, body: Buffer): Promise<Reply> {
    const { calls, faults, summary, now } = this.#options;
    try {
      switch (`${method} ${path.slice(CONTROL_PREFIX.length)}`) {
        case 'GET calls':
          return reply(200, calls.toJSON());
        case 'POST calls':
          calls.reset();
          return reply(200, calls.toJSON());
        case 'GET faults':
          return reply(200, faults.toJSON());
        case 'POST faults':
          faults.set(readDocument(body));
          return reply(200, faults.toJSON());
        case 'GET clock':
          return reply(200, { now: now() });
        case 'POST clock':
          await this.#advance(readDocument(body));
          return reply(200, { now: now() });
        case 'GET world':
          return reply(200, summary());
        case 'GET worlds':
          return reply(200, { worlds: this.#options.worlds().map((world) => ({ ...world })) });
        default:
          return reply(404, { message: 'There are calls, clock, faults, world and worlds.' });
      }
    } catch (error) {
      if (error instanceof TypeError) return reply(400, { message: error.message });
      throw error;
    }
  }

  async #advance({ advanceMs }: JsonObject): Promise<void> {
    if (typeof advanceMs !== 'number' || !(advanceMs >= 0) || advanceMs > MAX_ADVANCE_MS) {
      throw new TypeError(`advanceMs is a number of milliseconds, ${MAX_ADVANCE_MS} at most.`);
    }
    await this.#options.advance(advanceMs);
  }
}

function readDocument(body: Buffer): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new TypeError('The body is not JSON.');
  }
  if (!isJsonObject(value)) throw new TypeError('The body is not a JSON object.');
  return value;
}
