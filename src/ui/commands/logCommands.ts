import { Disposable } from 'vscode';
import type { Clock } from '../../core/lib/clock';
import type { Contribution } from '../contribution';
import type { Explorer } from '../explorer/explorer';
import type { InsightsPages } from '../logs/insightsPages';
import type { LogSearches } from '../logs/logSearches';
import type { Tails } from '../logs/tails';
import type { PickDeps } from '../prompts/pickService';
import { registerClearTail } from './clearTail';
import { registerCloseTail } from './closeTail';
import { registerContinueTail } from './continueTail';
import { registerCopyInsightsCsv } from './copyInsightsCsv';
import { registerFilterTail } from './filterTail';
import { registerLoadEarlier } from './loadEarlier';
import { registerLoadLater } from './loadLater';
import { registerPauseTail } from './pauseTail';
import { registerQueryInsights } from './queryInsights';
import { registerReadTailFrom } from './readTailFrom';
import { registerRestoreTail } from './restoreTail';
import { registerResumeTail } from './resumeTail';
import type { CommandDeps } from './run';
import { registerSaveTail } from './saveTail';
import { registerSearchLogs } from './searchLogs';
import { registerShowTail } from './showTail';
import { registerStopTail } from './stopTail';
import { registerTailLogs } from './tailLogs';

export interface LogCommandsDeps extends CommandDeps, PickDeps {
  readonly explorer: Explorer;
  readonly tails: Tails;
  readonly searches: LogSearches;
  readonly insights: InsightsPages;
  readonly clock: Clock;
}

/** The commands that follow and search logs. */
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
      registerSearchLogs(deps),
      registerLoadEarlier(deps),
      registerLoadLater(deps),
      registerQueryInsights(deps),
      registerCopyInsightsCsv(deps),
    );
  }
}
