import type { Connection } from '../../core/aws/connection';
import type { DeployTarget } from '../../core/deploy/target';
import type { State } from '../../platform/state';
import type { Deployments } from '../deployment/deployments';

/** Starts deployments, and remembers the last one so that it can be repeated. */
export class DeployStarter {
  readonly #deployments: Pick<Deployments, 'start'>;
  readonly #state: State;

  constructor({
    deployments,
    state,
  }: {
    readonly deployments: Pick<Deployments, 'start'>;
    readonly state: State;
  }) {
    this.#deployments = deployments;
    this.#state = state;
  }

  async start(target: DeployTarget, connection: Connection): Promise<void> {
    await this.#state.set('lastDeploy', { connectionId: connection.info.id, target });
    await this.#deployments.start(target, connection);
  }

  /** What this connection deployed last; another one must not repeat it by accident. */
  last(connection: Connection): DeployTarget | undefined {
    const last = this.#state.get('lastDeploy');
    return last?.connectionId === connection.info.id ? last.target : undefined;
  }
}
