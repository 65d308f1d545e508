import type { Message } from '../lib/message';
import type { KnownFacts } from './facts';
import type { Where } from './rule';

/** A text that was seen somewhere, with what is known beside it. */
export interface Sighting {
  readonly where: Where;
  readonly text: string;
  readonly source: Message;
  /** Facts that stand beside the text. */
  readonly known: KnownFacts;
  /** Other texts from the same place, in which facts may stand: the rest of a task's words, of a build's output. */
  readonly around: readonly string[];
  /** Tasks it was seen at. */
  readonly tasks: readonly string[];
  /** How often it was seen. */
  readonly count: number;
  readonly container?: string;
}
