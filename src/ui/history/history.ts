import {
  Disposable,
  EventEmitter,
  window,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
} from 'vscode';
import type { Journal, JournalListing } from '../../core/deploy/journal/journal';
import type { Clock } from '../../core/lib/clock';
import { describeError } from '../../core/lib/errors';
import type { Logger } from '../../core/lib/logger';
import type { Contribution } from '../contribution';
import type { Deployments } from '../deployment/deployments';
import { hasBegun, type DeploymentRecord, type DeploymentRecords } from '../deployment/records';
import type { CurrentInventory } from '../explorer/currentInventory';
import {
  deploymentItem,
  groupItem,
  type DeploymentGroup,
  type DeploymentRow,
  type DeploymentStatus,
  type HistoryNode,
} from './historyRow';

const HISTORY_VIEW = 'quayside.deployments';
/** How often what other windows did is looked for while somebody sees it, and times are drawn again. */
const LOOK_MS = 15_000;
/** A rollout tells several things a second; a list need not. */
const SETTLE_MS = 500;

export interface HistoryOptions {
  readonly records: DeploymentRecords;
  readonly journal: Journal;
  readonly deployments: Deployments;
  readonly current: CurrentInventory;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The view "Deployments": those of the connection that is looked at, running and past, of all windows. */
export class History implements Contribution, TreeDataProvider<HistoryNode> {
  readonly #options: HistoryOptions;
  readonly #changed = new EventEmitter<undefined>();
  #view: TreeView<HistoryNode> | undefined;
  #settling: ReturnType<typeof setTimeout> | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  register(): Disposable {
    const { records, deployments, current } = this.#options;
    const view = window.createTreeView<HistoryNode>(HISTORY_VIEW, { treeDataProvider: this });
    this.#view = view;
    const look = setInterval(() => {
      if (view.visible && window.state.focused) this.#redraw();
    }, LOOK_MS);
    const soon = (): void => {
      this.#settling ??= setTimeout(() => this.#redraw(), SETTLE_MS);
    };
    return Disposable.from(
      view,
      this.#changed,
      {
        dispose: () => {
          clearInterval(look);
          clearTimeout(this.#settling);
        },
      },
      view.onDidChangeVisibility(() => this.#redraw()),
      records.onDidChange(soon),
      deployments.onDidChange(soon),
      current.onDidChange(soon),
    );
  }

  getTreeItem(node: HistoryNode): TreeItem {
    return node.kind === 'deployment' ? deploymentItem(node, this.#options.clock.now()) : groupItem(node);
  }

  async getChildren(node?: HistoryNode): Promise<HistoryNode[]> {
    if (node !== undefined) return node.kind === 'deploymentGroup' ? [...node.rows] : [];
    const all = await this.rows();
    const group = (id: DeploymentGroup['id'], ended: boolean): readonly DeploymentGroup[] => {
      const rows = all.filter(({ status }) => (status === 'ended') === ended);
      return rows.length === 0 ? [] : [{ kind: 'deploymentGroup', id, rows }];
    };
    return [...group('running', false), ...group('recent', true)];
  }

  /** Newest first; of the connection that is looked at, or of all where there is none. */
  async rows(): Promise<readonly DeploymentRow[]> {
    const { records, journal, deployments, current, logger } = this.#options;
    const here = current.value?.connection.info.id;
    try {
      const [all, open] = await Promise.all([records.all(), journal.list()]);
      const entries = new Map(open.map((listing) => [listing.entry.id, listing]));
      return all
        .filter(({ state }) => (here === undefined || state.connection.id === here) && hasBegun(state))
        .map((kept) => {
          const state = deployments.stateOf(kept.id);
          const record = state === undefined ? kept : { ...kept, state };
          return {
            kind: 'deployment',
            record,
            status: statusOf(record, entries.get(kept.id), state !== undefined),
          };
        });
    } catch (error) {
      logger.warn(`The deployments of the past cannot be read: ${describeError(error)}`);
      return [];
    }
  }

  #redraw(): void {
    clearTimeout(this.#settling);
    this.#settling = undefined;
    if (this.#view?.visible === true) this.#changed.fire(undefined);
  }
}

function statusOf(
  { state }: DeploymentRecord,
  listing: JournalListing | undefined,
  here: boolean,
): DeploymentStatus {
  const isRunning = state.phase !== 'ended';
  if (here && isRunning) return 'running';
  // Without an entry nothing can be gone on with, but what it says of itself is not so any more.
  if (listing === undefined) return isRunning ? 'interrupted' : 'ended';
  if (listing.owned === 'elsewhere') return 'elsewhere';
  // One that rolls out is only watched again; all before that is to be decided.
  return listing.entry.step === 'updated' && isRunning ? 'running' : 'interrupted';
}
