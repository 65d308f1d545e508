import type { JsonObject } from '../../../core/lib/json';
import type { Rollouts } from '../../engine/rollout';
import type { RepositoryStore } from '../../registry/repositories';
import type { LogSink } from '../../services/logSink';
import type { Region } from '../region';
import type { World } from '../world';
import type { PastFailure } from './historyRuntime';

/** Where a seed's past is played: calls as a client would make them, and time that passes when it is told to. */
export interface Stage {
  readonly world: World;
  readonly region: Region;
  readonly repositories: RepositoryStore;
  readonly logs: LogSink;
  readonly rollouts: Rollouts;
  readonly now: () => number;
  /** Calls an operation of ECS. */
  readonly ecs: (operation: string, input: JsonObject) => Promise<JsonObject>;
  readonly pass: (ms: number) => Promise<void>;
}

/** A world by name: how it began, and what happened before anybody looked. */
export interface Seed {
  /** What is in it, in a few words. */
  readonly title: string;
  readonly pace: World['pace'];
  /** Access keys with an account of their own. */
  readonly keys?: Readonly<Record<string, string>>;
  /** How long before now the play starts, in milliseconds. */
  readonly pastMs: number;
  readonly failures: readonly PastFailure[];
  /** Calls that are refused from the beginning: a document of `/_sandbox/faults`. */
  readonly faults?: JsonObject;
  readonly play: (stage: Stage) => Promise<void>;
}
