import { Disposable } from 'vscode';
import type { Contribution } from '../contribution';
import type { Deployments } from '../deployment/deployments';
import type { CurrentInventory } from './currentInventory';
import type { Explorer } from './explorer';

/**
 * Reads a service again when a deployment of this window begins to roll out, gets on, and ends: the tree must not lag
 * behind the panel. The view's badge counts those that run.
 */
export class FollowDeployments implements Contribution {
  readonly #deployments: Pick<Deployments, 'running' | 'onDidChange'>;
  readonly #current: CurrentInventory;
  readonly #explorer: Pick<Explorer, 'showRunning' | 'visible'>;
  /** The services that are deployed, and the counts of those that roll out, when we last looked. */
  #rolling: ReadonlyMap<string, string> = new Map();

  constructor(options: {
    readonly deployments: Pick<Deployments, 'running' | 'onDidChange'>;
    readonly current: CurrentInventory;
    readonly explorer: Pick<Explorer, 'showRunning' | 'visible'>;
  }) {
    this.#deployments = options.deployments;
    this.#current = options.current;
    this.#explorer = options.explorer;
  }

  register(): Disposable {
    return Disposable.from(this.#deployments.onDidChange(() => this.#compare()));
  }

  #compare(): void {
    this.#explorer.showRunning(this.#deployments.running.filter(({ phase }) => phase === 'running').length);
    const before = this.#rolling;
    this.#rolling = new Map(
      this.#deployments.running.flatMap(({ phase, serviceArn, counts }) =>
        phase === 'running' && serviceArn !== undefined ? [[serviceArn, counts ?? '']] : [],
      ),
    );
    for (const serviceArn of new Set([...before.keys(), ...this.#rolling.keys()])) {
      // A tree that nobody sees catches up when it is seen.
      if (before.get(serviceArn) === this.#rolling.get(serviceArn) || !this.#explorer.visible) continue;
      // It may be that of a connection beside the one that is worked with.
      const inventory = this.#current.all.find(({ services }) => services.get(serviceArn) !== undefined);
      const service = inventory?.services.get(serviceArn);
      if (inventory === undefined || service === undefined) continue;
      void inventory.clusters.refresh();
      const key = { clusterArn: service.clusterArn, serviceArn };
      const opened = inventory.tasks.slot(key.clusterArn, serviceArn).at === undefined ? [] : [key];
      void inventory.refreshServices({ services: [key], opened });
    }
  }
}
