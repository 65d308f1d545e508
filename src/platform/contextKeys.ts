import { commands } from 'vscode';

/** Every context key that `when` clauses of the manifest read, and its type. */
export interface ContextKeys {
  /** Which welcome text stands in the empty view; empty while there are rows. */
  readonly 'quayside.welcome': string;
  /** A connection is ready. */
  readonly 'quayside.connected': boolean;
  /** The tree shows only what a filter matches. */
  readonly 'quayside.filtered': boolean;
  /** Something is hidden from the tree. */
  readonly 'quayside.hiding': boolean;
  /** Several connections stand side by side. */
  readonly 'quayside.severalConnections': boolean;
  /** The workspace has saved deploy targets. */
  readonly 'quayside.hasTargets': boolean;
  /** A failure is played in the lab. */
  readonly 'quayside.lab': boolean;
  /** Some log is being followed. */
  readonly 'quayside.tailing': boolean;
  /** Some log was followed and is stopped. */
  readonly 'quayside.tailStopped': boolean;
  /** Some log was followed before the window was loaded anew. */
  readonly 'quayside.formerTails': boolean;
}

/** Setting a key to what it already is costs nothing: the editor compares. */
export function setContextKey<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
  void commands.executeCommand('setContext', key, value);
}
