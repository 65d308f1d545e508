import { Disposable } from 'vscode';
import type { Contribution } from '../contribution';
import type { DeploymentPickDeps } from '../prompts/pickDeployment';
import { registerCleanUpRevisions, type CleanUpDeps } from './cleanUpRevisions';
import { registerClearDeployments } from './clearDeployments';
import { registerResumeDeployment } from './resumeDeployment';
import { registerCopyDeploymentReport } from './copyDeploymentReport';
import { registerDropDeployment } from './dropDeployment';
import { registerRemoveDeployment } from './removeDeployment';
import { registerShowDeployment } from './showDeployment';

export type HistoryCommandsDeps = DeploymentPickDeps & CleanUpDeps;

/** The commands of the deployments view. */
export class HistoryCommands implements Contribution {
  readonly #deps: HistoryCommandsDeps;

  constructor(deps: HistoryCommandsDeps) {
    this.#deps = deps;
  }

  register(): Disposable {
    return Disposable.from(
      registerCleanUpRevisions(this.#deps),
      registerShowDeployment(this.#deps),
      registerResumeDeployment(this.#deps),
      registerDropDeployment(this.#deps),
      registerCopyDeploymentReport(this.#deps),
      registerRemoveDeployment(this.#deps),
      registerClearDeployments(this.#deps),
    );
  }
}
