import { Disposable } from 'vscode';
import type { Connections } from '../../core/aws/connections';
import type { Clock } from '../../core/lib/clock';
import type { State } from '../../platform/state';
import type { Contribution } from '../contribution';
import type { Deployments } from '../deployment/deployments';
import type { Explorer } from '../explorer/explorer';
import type { PickDeps } from '../prompts/pickService';
import type { SavedTargets } from '../targets/savedTargets';
import { registerBuildImage } from './buildImage';
import { registerDeploy } from './deploy';
import { registerDeployAgain } from './deployAgain';
import { registerDeployImage } from './deployImage';
import { registerDeployToServices } from './deployToServices';
import { DeployStarter } from './deployStarter';
import { ImageOutput } from './imageOutput';
import { registerForceNewDeployment } from './forceNewDeployment';
import { registerPushImage } from './pushImage';
import { registerRedeployRevision } from './redeployRevision';
import type { CommandDeps } from './run';
import { registerStopAndRollBack } from './stopAndRollBack';
import { registerWatchDeployment } from './watchDeployment';

export interface DeployCommandsDeps extends CommandDeps, PickDeps {
  readonly connections: Connections;
  readonly explorer: Explorer;
  readonly deployments: Deployments;
  readonly targets: SavedTargets;
  readonly state: State;
  readonly clock: Clock;
}

/** The commands that build, push, deploy and watch. */
export class DeployCommands implements Contribution {
  readonly #deps: DeployCommandsDeps;

  constructor(deps: DeployCommandsDeps) {
    this.#deps = deps;
  }

  register(): Disposable {
    const output = new ImageOutput();
    const deps = { ...this.#deps, output, starter: new DeployStarter(this.#deps) };
    return Disposable.from(
      output,
      registerDeploy(deps),
      registerDeployAgain(deps),
      registerDeployImage(deps),
      registerDeployToServices(deps),
      registerBuildImage(deps),
      registerPushImage(deps),
      registerWatchDeployment(deps),
      registerStopAndRollBack(deps),
      registerForceNewDeployment(deps),
      registerRedeployRevision(deps),
    );
  }
}
