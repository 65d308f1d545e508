import { Disposable } from 'vscode';
import type { Contribution } from '../contribution';
import type { Explorer } from '../explorer/explorer';
import type { Tails } from '../logs/tails';
import type { PickDeps } from '../prompts/pickService';
import { registerClearTail } from './clearTail';
import { registerResumeTail } from './resumeTail';
import type { CommandDeps } from './run';
import { registerStopTail } from './stopTail';
import { registerTailLogs } from './tailLogs';

export interface LogCommandsDeps extends CommandDeps, PickDeps {
  readonly explorer: Explorer;
  readonly tails: Tails;
}

/** The commands that follow logs. */
export class LogCommands implements Contribution {
  readonly #deps: LogCommandsDeps;

  constructor(deps: LogCommandsDeps) {
    this.#deps = deps;
  }

  register(): Disposable {
    const deps = this.#deps;
    return Disposable.from(
      registerTailLogs(deps),
      registerStopTail(deps),
      registerResumeTail(deps),
      registerClearTail(deps),
    );
  }
}
