import type { LogOutputChannel } from 'vscode';
import type { CallLedger } from '../core/aws/callLedger';
import type { Connections, ConnectionStore } from '../core/aws/connections';
import type { Clock } from '../core/lib/clock';
import type { Disposable } from '../core/lib/disposable';
import type { Logger } from '../core/lib/logger';
import { moreConnections, type State } from '../platform/state';
import { BrowseCommands } from './commands/browseCommands';
import type { Contribution } from './contribution';
import { Pages } from './documents/pages';
import { RevisionComparison } from './documents/revisionComparison';
import { TaskDefinitionDocuments } from './documents/taskDefinitionDocuments';
import { Arrangement } from './explorer/arrangement';
import { CurrentInventory } from './explorer/currentInventory';
import { Explorer } from './explorer/explorer';
import { TaskDefinitionsView } from './explorer/taskDefinitionsView';
import type { TaskCauses } from './explain/whyStopped';
import { resumeConnection } from './resume';
import type { Sandbox } from './sandboxHost/sandboxProcess';

export interface BrowsingOptions {
  readonly channel: LogOutputChannel;
  readonly connections: Connections;
  readonly store: ConnectionStore;
  readonly state: State;
  readonly sandbox: Sandbox;
  readonly ledger: CallLedger;
  readonly causes: TaskCauses;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** All that looks at an account: the views, their commands and the read-only pages. */
export interface Browsing extends Disposable {
  readonly current: CurrentInventory;
  readonly explorer: Explorer;
  readonly contributions: readonly Contribution[];
}

export function openBrowsing(options: BrowsingOptions): Browsing {
  const { connections, store, state, sandbox, ledger, causes, clock, logger } = options;
  const current = new CurrentInventory({
    connections,
    clock,
    resume: () => resumeConnection({ connections, store, sandbox, logger }),
    more: moreConnections(state),
    onProblem: (error) => logger.error('A connection beside the current one could not be opened', error),
  });
  const arrangement = new Arrangement(state);
  const explorer = new Explorer({ connections, current, arrangement, ledger, causes, clock, logger });
  const pages = new Pages({ current, ledger, clock });
  const comparison = new RevisionComparison(current);
  return {
    current,
    explorer,
    contributions: [
      new BrowseCommands({ ...options, current, explorer, arrangement, pages, comparison }),
      new TaskDefinitionDocuments(current),
      pages,
      comparison,
      new TaskDefinitionsView({ current, clock }),
      explorer,
    ],
    dispose() {
      current.dispose();
      arrangement.dispose();
    },
  };
}
