import type { Memento } from 'vscode';
import type { DeployState } from '../../core/deploy/state';
import type { DeployTarget } from '../../core/deploy/target';
import { isJsonObject } from '../../core/lib/json';

/** What is kept of a deployment over a reload of the window. Plain data, no secrets. */
export interface DeploymentRecord {
  readonly id: string;
  readonly target?: DeployTarget;
  readonly state: DeployState;
}

const KEY = 'deployments';
/** Changes whenever old records could not be read any more. */
const VERSION = 1;
const KEPT = 5;
const KEPT_LINES = 100;

interface Stored {
  readonly version: number;
  /** Newest first. */
  readonly records: readonly DeploymentRecord[];
}

/** The last deployments of this workspace. */
export class DeploymentRecords {
  readonly #memento: Memento;

  constructor(memento: Memento) {
    this.#memento = memento;
  }

  find(id: string): DeploymentRecord | undefined {
    return this.#all().find((record) => record.id === id);
  }

  async save(record: DeploymentRecord): Promise<void> {
    const short = { ...record, state: shortened(record.state) };
    const others = this.#all().filter(({ id }) => id !== record.id);
    const stored: Stored = { version: VERSION, records: [short, ...others].slice(0, KEPT) };
    await this.#memento.update(KEY, stored);
  }

  #all(): readonly DeploymentRecord[] {
    const stored = this.#memento.get<unknown>(KEY);
    if (!isJsonObject(stored) || stored['version'] !== VERSION || !Array.isArray(stored['records']))
      return [];
    return stored['records'] as readonly DeploymentRecord[];
  }
}

function shortened(state: DeployState): DeployState {
  const dropped = Math.max(0, state.output.length - KEPT_LINES);
  return { ...state, output: state.output.slice(dropped), droppedOutput: state.droppedOutput + dropped };
}
