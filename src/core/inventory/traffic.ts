import type { EcsApi } from '../aws/api';
import type { Service, ServiceRollout } from '../model/service';
import type { Slot } from './cell';
import { Cells } from './cells';
import type { InventoryScope } from './change';

/** How much of the production traffic one of a deployment's revisions is to get. */
export interface TrafficShare {
  readonly role: 'target' | 'source';
  readonly taskDefinitionArn: string;
  /** 0 to 100. */
  readonly percent: number;
}

/**
 * The traffic of blue/green, linear and canary deployments in progress. It costs a call for the service deployment and, once,
 * one for its revisions, so it is read only where somebody looks at a service's deployments.
 */
export class TrafficStore {
  readonly #ecs: EcsApi;
  /** By service deployment: what was read of one says nothing of the next. */
  readonly #cells: Cells<readonly TrafficShare[], `${string} ${string}`>;
  /** Task definitions of service revisions, which never change. */
  readonly #definitions = new Map<string, string>();

  constructor(ecs: EcsApi, scope: InventoryScope) {
    this.#ecs = ecs;
    this.#cells = new Cells((place) => {
      const [serviceArn = '', deploymentArn = ''] = place.split(' ');
      return {
        scope,
        change: { kind: 'traffic', serviceArn },
        read: (signal) => this.#read(deploymentArn, signal),
      };
    });
  }

  /** Undefined where nothing shifts traffic now. */
  slot(service: Service): Slot<readonly TrafficShare[]> | undefined {
    return this.#cell(service)?.slot;
  }

  async first(service: Service): Promise<void> {
    await this.#cell(service)?.first();
  }

  async load(service: Service): Promise<void> {
    await this.#cell(service)?.load();
  }

  /** Per cent of the production traffic that a rollout of the service is to get, as far as it is known. */
  percent(service: Service, { taskDefinitionArn, status }: ServiceRollout): number | undefined {
    const shares = this.slot(service)?.data ?? [];
    const same = shares.filter((share) => share.taskDefinitionArn === taskDefinitionArn);
    // A forced deployment has the same task definition on both sides.
    const role = status === 'PRIMARY' ? 'target' : 'source';
    return (same.length > 1 ? same.find((share) => share.role === role) : same[0])?.percent;
  }

  #cell({ arn, strategy, currentServiceDeployment }: Service) {
    return strategy === 'ROLLING' || currentServiceDeployment === undefined
      ? undefined
      : this.#cells.get(`${arn} ${currentServiceDeployment}`);
  }

  async #read(deploymentArn: string, signal: AbortSignal): Promise<readonly TrafficShare[]> {
    const [deployment] = await this.#ecs.describeServiceDeployments([deploymentArn], signal);
    const { target, sources = [] } = deployment ?? {};
    const all = [
      ...(target === undefined ? [] : [{ role: 'target' as const, revision: target }]),
      ...sources.map((revision) => ({ role: 'source' as const, revision })),
    ];
    const unknown = all.map(({ revision }) => revision.arn).filter((arn) => !this.#definitions.has(arn));
    if (unknown.length > 0)
      for (const { arn, taskDefinitionArn } of await this.#ecs.describeServiceRevisions(unknown, signal))
        this.#definitions.set(arn, taskDefinitionArn);
    return all.flatMap(({ role, revision: { arn, production: percent } }) => {
      const taskDefinitionArn = this.#definitions.get(arn);
      return taskDefinitionArn === undefined || percent === undefined
        ? []
        : [{ role, taskDefinitionArn, percent }];
    });
  }
}
