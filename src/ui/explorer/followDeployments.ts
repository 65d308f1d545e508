import { Disposable } from 'vscode';
import type { Contribution } from '../contribution';
import type { Deployments } from '../deployment/deployments';
import type { CurrentInventory } from './currentInventory';

/** Reads a service again when a deployment of this window begins to roll out and when it ends: the tree must not lag. */
export class FollowDeployments implements Contribution {
  readonly #deployments: Pick<Deployments, 'running' | 'onDidChange'>;
  readonly #current: CurrentInventory;
  /** Services that rolled out when we last looked. */
  #rolling: ReadonlySet<string> = new Set();

  constructor(options: {
    readonly deployments: Pick<Deployments, 'running' | 'onDidChange'>;
    readonly current: CurrentInventory;
  }) {
    this.#deployments = options.deployments;
    this.#current = options.current;
  }

  register(): Disposable {
    return Disposable.from(this.#deployments.onDidChange(() => this.#compare()));
  }

  #compare(): void {
    const inventory = this.#current.value;
    const before = this.#rolling;
    this.#rolling = new Set(
      this.#deployments.running.flatMap(({ phase, serviceArn }) =>
        phase === 'running' && serviceArn !== undefined ? [serviceArn] : [],
      ),
    );
    for (const serviceArn of new Set([...before, ...this.#rolling])) {
      if (before.has(serviceArn) && this.#rolling.has(serviceArn)) continue;
      const service = inventory?.services.get(serviceArn);
      if (service !== undefined) void inventory?.services.describe(service.clusterArn, [serviceArn]);
    }
  }
}
