import type { WorldClock } from '../clock';
import type { Registry } from '../registry/registry';
import type { TaskRuntime } from './runtime';

export interface RuntimeOptions {
  /** False: `--no-docker`. */
  readonly docker: boolean;
  readonly registry: Registry;
  /** `127.0.0.1:PORT`. The listener must be listening already: the engine is asked to pull from it. */
  readonly registryHost: string;
  readonly clock: WorldClock;
  /** Names this sandbox in labels and names: letters and digits. */
  readonly sandboxId: string;
  readonly log: (line: string) => void;
  /** Numbers in [0, 1); the same source gives the same acted world. */
  readonly random?: () => number;
}

/** Real containers where a Docker engine answers and reaches the registry; acted tasks otherwise. Never rejects. */
export function chooseRuntime(_options: RuntimeOptions): Promise<TaskRuntime> {
  throw new Error('coming next');
}
