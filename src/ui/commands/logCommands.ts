import { Disposable } from 'vscode';
import type { Clock } from '../../core/lib/clock';
import type { Contribution } from '../contribution';
import type { Explorer } from '../explorer/explorer';
import type { Tails } from '../logs/tails';
import type { PickDeps } from '../prompts/pickService';
import { registerClearTail } from './clearTail';
import { registerCloseTail } from './closeTail';
import { registerContinueTail } from './continueTail';
import { registerFilterTail } from './filterTail';
import { registerPauseTail } from './pauseTail';
import { registerReadTailFrom } from './readTailFrom';
import { registerRestoreTail } from './restoreTail';
import { registerResumeTail } from './resumeTail';
import type { CommandDeps } from './run';
import { registerSaveTail } from './saveTail';
import { registerShowTail } from './showTail';
import { registerStopTail } from './stopTail';
import { registerTailLogs } from './tailLogs';

export interface LogCommandsDeps extends CommandDeps, PickDeps {
  readonly explorer: Explorer;
  readonly tails: Tails;
  readonly clock: Clock;
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
      registerShowTail(deps),
      registerStopTail(deps),
      registerResumeTail(deps),
      registerPauseTail(deps),
      registerContinueTail(deps),
      registerFilterTail(deps),
      registerReadTailFrom(deps),
      registerSaveTail(deps),
      registerClearTail(deps),
      registerCloseTail(deps),
      registerRestoreTail(deps),
    );
  }
}
