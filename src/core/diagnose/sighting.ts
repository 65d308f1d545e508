import type { Message } from '../lib/message';
import type { KnownFacts } from './facts';
import type { Where } from './rule';

/** A text that was seen somewhere, with what is known beside it. */
export interface Sighting {
  readonly where: Where;
  /** As it was read, and as it is shown. */
  readonly text: string;
  /** What rules look at, where the text alone does not say what it is. */
  readonly as?: string;
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
  /** True of the last lines of a container that ended by itself, and not well. */
  readonly atEnd?: true;
}
