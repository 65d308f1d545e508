import type { Message } from '../lib/message';
import type { Blame, Confidence } from './cause';
import type { FactName } from './facts';

/** Where a text was seen. `fact` is something that no text says but the evidence shows; no rule looks at a `lifetime`. */
export type Where =
  | 'stop'
  | 'container'
  | 'exit'
  | 'lifetime'
  | 'log'
  | 'event'
  | 'deployment'
  | 'target'
  | 'alarm'
  | 'call'
  | 'refusal'
  | 'build'
  | 'push'
  | 'fact';

/**
 * How telling a text is that a rule knows: fields of the API before lines of a log, those before an exit code. A rule
 * whose words are general says so with a weight of its own.
 */
export const WEIGHTS: Readonly<Record<Where, number>> = {
  call: 95,
  refusal: 95,
  push: 92,
  container: 91,
  stop: 90,
  build: 90,
  deployment: 80,
  event: 75,
  target: 74,
  alarm: 70,
  log: 60,
  fact: 50,
  exit: 40,
  lifetime: 0,
};

/** For what follows from a cause and is none itself: a breaker that trips, a service that starts tasks again and again. */
export const CONSEQUENCE = 10;
/** For words that say that something happened, but not why. */
export const GENERAL = 20;

/** A place as a rule writes it down: facts stand in braces, `container.` means the entry of the container at hand. */
export type PlaceTemplate =
  | { readonly kind: 'taskDefinition'; readonly path: string }
  | { readonly kind: 'dockerfile' }
  | {
      readonly kind: 'iam';
      readonly who: 'executionRole' | 'taskRole' | 'caller';
      /** Used when the text does not name it. */
      readonly action?: string;
    }
  | { readonly kind: 'targetGroup'; readonly field: string }
  | { readonly kind: 'service'; readonly field: string }
  | { readonly kind: 'network' }
  | { readonly kind: 'repository' };

export type Action = 'rollBack' | 'deployAgain' | 'signIn' | 'rebuild' | 'tailTask';

/** One way to fail, as data. */
export interface Rule {
  readonly id: string;
  readonly in: readonly Where[];
  /**
   * Any one suffices. Each is a row of fragments that follow each other, with `…` for what varies between them: no case,
   * any apostrophe, any prefix. Looked for fragment by fragment, which takes time linear in the text.
   */
  readonly match: readonly string[];
  /** Excludes a text. */
  readonly not?: readonly string[];
  /** Its arguments name facts in braces. */
  readonly title: Message;
  /** Said when a fact that the title needs is not known. */
  readonly plain?: Message;
  /** What to do, in a sentence. */
  readonly advice: Message;
  readonly place?: PlaceTemplate;
  readonly actions?: readonly Action[];
  readonly blame: Blame;
  readonly confidence?: Confidence;
  readonly weight?: number;
  /** Of the log, only the last lines of a container that ended by itself with an error: programs recover from much that they log. */
  readonly atEnd?: true;
  /** Explains something normal. */
  readonly noise?: true;
  /** Rules that say the same more exactly: what was seen here counts as theirs when one of them applies. */
  readonly yieldsTo?: readonly string[];
}

/** A fact's name in braces, as an argument of a title. */
export function fact(name: FactName): string {
  return `{${name}}`;
}
