import { Disposable, type LogOutputChannel } from 'vscode';
import type { Connections } from '../../core/aws/connections';
import type { Contribution } from '../contribution';
import type { Pages } from '../documents/pages';
import type { RevisionComparison } from '../documents/revisionComparison';
import type { Arrangement } from '../explorer/arrangement';
import type { Explorer } from '../explorer/explorer';
import type { PickDeps } from '../prompts/pickService';
import type { Sandbox } from '../sandboxHost/sandboxProcess';
import { registerCompareRevisions } from './compareRevisions';
import { registerCopyArn } from './copyArn';
import { registerCopyConsoleLink, registerCopyImage, registerCopyName } from './copyParts';
import { registerCopyPolicy } from './copyPolicy';
import { registerDescribeAll } from './describeAll';
import { registerClearFilter, registerFilter } from './filter';
import { registerGoToService } from './goToService';
import { registerHide, registerShowHidden } from './hide';
import { registerAddConnection, registerRemoveConnection } from './moreConnections';
import { registerOpenInConsole } from './openInConsole';
import { registerOpenSandbox } from './openSandbox';
import { registerPin, registerUnpin } from './pin';
import { registerRefresh } from './refresh';
import { registerRefreshNode } from './refreshNode';
import type { CommandDeps } from './run';
import { registerShowLog } from './showLog';
import {
  registerShowApiCalls,
  registerShowRevision,
  registerShowService,
  registerShowServiceJson,
} from './showPages';
import { registerGroupServices, registerSortServices } from './sortServices';
import { registerShowTaskDefinition } from './showTaskDefinition';
import { registerSignIn } from './signIn';
import { registerSwitchProfile } from './switchProfile';
import { registerSwitchRegion } from './switchRegion';

export interface BrowseCommandDeps extends CommandDeps, PickDeps {
  readonly connections: Connections;
  readonly explorer: Explorer;
  readonly sandbox: Sandbox;
  readonly channel: LogOutputChannel;
  readonly arrangement: Arrangement;
  readonly pages: Pages;
  readonly comparison: RevisionComparison;
}

/** The commands around connection and explorer. */
export class BrowseCommands implements Contribution {
  readonly #deps: BrowseCommandDeps;

  constructor(deps: BrowseCommandDeps) {
    this.#deps = deps;
  }

  register(): Disposable {
    const deps = this.#deps;
    return Disposable.from(
      registerRefresh(deps),
      registerRefreshNode(deps),
      registerSwitchProfile(deps),
      registerSwitchRegion(deps),
      registerSignIn(deps),
      registerOpenSandbox(deps),
      registerShowLog(deps),
      registerCopyArn(deps),
      registerCopyPolicy(deps),
      registerOpenInConsole(deps),
      registerShowTaskDefinition(deps),
      registerShowService(deps),
      registerShowServiceJson(deps),
      registerShowRevision(deps),
      registerCompareRevisions(deps),
      registerShowApiCalls(deps),
      registerCopyName(deps),
      registerCopyImage(deps),
      registerCopyConsoleLink(deps),
      registerFilter(deps),
      registerClearFilter(deps),
      registerSortServices(deps),
      registerGroupServices(deps),
      registerPin(deps),
      registerUnpin(deps),
      registerHide(deps),
      registerShowHidden(deps),
      registerGoToService(deps),
      registerDescribeAll(deps),
      registerAddConnection(deps),
      registerRemoveConnection(deps),
    );
  }
}
