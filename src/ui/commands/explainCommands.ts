import { Disposable } from 'vscode';
import type { Contribution } from '../contribution';
import type { Explanations } from '../explain/explanations';
import type { Explorer } from '../explorer/explorer';
import type { PickDeps } from '../prompts/pickService';
import { registerExplain } from './explain';
import { registerOpenShell } from './openShell';
import type { CommandDeps } from './run';

export interface ExplainCommandsDeps extends CommandDeps, PickDeps {
  readonly explorer: Explorer;
  readonly explanations: Explanations;
}

/** The commands that say why, and that look inside. */
export class ExplainCommands implements Contribution {
  readonly #deps: ExplainCommandsDeps;

  constructor(deps: ExplainCommandsDeps) {
    this.#deps = deps;
  }

  register(): Disposable {
    return Disposable.from(registerExplain(this.#deps), registerOpenShell(this.#deps));
  }
}
