import { Disposable, type LogOutputChannel } from 'vscode';
import type { Connections } from '../../core/aws/connections';
import type { Contribution } from '../contribution';
import type { Explorer } from '../explorer/explorer';
import type { PickDeps } from '../prompts/pickService';
import type { Sandbox } from '../sandboxHost/sandboxProcess';
import { registerCopyArn } from './copyArn';
import { registerCopyPolicy } from './copyPolicy';
import { registerOpenInConsole } from './openInConsole';
import { registerOpenSandbox } from './openSandbox';
import { registerRefresh } from './refresh';
import { registerRefreshNode } from './refreshNode';
import type { CommandDeps } from './run';
import { registerShowLog } from './showLog';
import { registerShowTaskDefinition } from './showTaskDefinition';
import { registerSignIn } from './signIn';
import { registerSwitchProfile } from './switchProfile';
import { registerSwitchRegion } from './switchRegion';

export interface BrowseCommandDeps extends CommandDeps, PickDeps {
  readonly connections: Connections;
  readonly explorer: Explorer;
  readonly sandbox: Sandbox;
  readonly channel: LogOutputChannel;
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
    );
  }
}
