import type { Memento } from 'vscode';
import type { ConnectionChoice, ConnectionStore, MoreConnections } from '../core/aws/connections';
import type { DeployTarget } from '../core/deploy/target';
import type { SortOrder } from '../core/inventory/arrange';
import type { ServiceKey } from '../core/inventory/inventory';
import type { KeptTail } from '../core/logs/keptTail';

/** How a person wants the tree of the explorer. */
export interface ExplorerLayout {
  /** As it was typed; empty for none. */
  readonly filter: string;
  readonly sort: SortOrder;
  readonly groupTag?: string;
  readonly pinned: readonly ServiceKey[];
  /** ARNs of clusters and services. */
  readonly hidden: readonly string[];
}

/** What the product remembers in the workspace's storage, and its types. Never secrets. */
export interface StoredState {
  readonly connection: ConnectionChoice;
  /** ARNs and paths chosen last, offered first next time. */
  readonly lastCluster: string;
  readonly lastService: string;
  readonly lastDockerfile: string;
  readonly lastTarget: string;
  /** The deployment that was planned last, and by which connection: only that one may repeat it. */
  readonly lastDeploy: { readonly connectionId: string; readonly target: DeployTarget };
  /** The image that was built last by hand, and the repository that was pushed to. */
  readonly lastImage: string;
  readonly lastRepository: string;
  readonly explorerLayout: ExplorerLayout;
  /** In the language of Logs Insights. */
  readonly lastQuery: string;
  /** Logs that are or were followed, so that they can be taken up after a reload. */
  readonly tails: readonly KeptTail[];
  /** Connections that are shown beside the one that is worked with. */
  readonly moreConnections: readonly ConnectionChoice[];
}

export class State {
  readonly #memento: Memento;

  constructor(memento: Memento) {
    this.#memento = memento;
  }

  get<K extends keyof StoredState>(key: K): StoredState[K] | undefined {
    return this.#memento.get<StoredState[K]>(key);
  }

  async set<K extends keyof StoredState>(key: K, value: StoredState[K] | undefined): Promise<void> {
    await this.#memento.update(key, value);
  }
}

/** The last connection, kept across windows of this workspace. A stored value of another version is not trusted. */
export function connectionStore(state: State): ConnectionStore {
  return {
    read: () => {
      const choice: unknown = state.get('connection');
      return isConnectionChoice(choice) ? choice : undefined;
    },
    write: (choice) => void state.set('connection', choice),
  };
}

/** Connections that stand beside the current one, kept the same way. */
export function moreConnections(state: State): MoreConnections {
  return {
    read: () => {
      const choices: unknown = state.get('moreConnections');
      return Array.isArray(choices) ? choices.filter(isConnectionChoice) : [];
    },
    write: (choices) => void state.set('moreConnections', choices),
  };
}

export function isConnectionChoice(value: unknown): value is ConnectionChoice {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  const has = (key: string, optional = false): boolean => {
    const member: unknown = Reflect.get(value, key);
    return typeof member === 'string' || (optional && member === undefined);
  };
  switch (value.kind) {
    case 'profile':
      return has('profile') && has('region', true);
    case 'sandbox':
      return has('endpoint') && has('region');
    default:
      return false;
  }
}
