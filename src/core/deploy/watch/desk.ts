import type { Connection } from '../../aws/connection';
import type { Clock } from '../../lib/clock';
import { arnName } from '../../model/arn';
import type { ServiceDeployment, ServiceRevision } from '../../model/deploymentRecord';
import type { Service } from '../../model/service';
import type { WatchReference } from '../event';
import { neverAborted } from '../shared';
import { Batch } from './batch';
import { ClusterTasks } from './clusterTasks';
import type { Records } from './identity';
import { BEAT_MS, JITTER } from './pace';

/** How long watches wait for each other before they share a call; one alone does not wait. */
const GATHER_MS = 25;
/** Calls a second that all watches of a connection together make of one kind: less than a quarter of what AWS allows. */
const ECS_PER_SECOND = 4;
const ELB_PER_SECOND = 2;
/** Reads that are not urgent: so many at once, and so many more a second. */
const SPARE_BURST = 5;
const SPARE_PER_SECOND = 1;
/** Two looks are at least so far apart. */
const REST_MS = 100;

/**
 * What the watches of one connection share: a beat, so that they look in the same moment; calls, so that what is asked
 * in one moment costs one; and a measure of how many they are, so that all together stay within a quarter of the
 * documented rates ("Request throttling for the Amazon ECS API").
 */
export class WatchDesk {
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #born: number;
  readonly #seed: number;
  readonly #deployments: Batch<ServiceDeployment>;
  readonly #revisions: Batch<ServiceRevision>;
  readonly #services = new Map<string, Batch<Service>>();
  readonly #tasks = new Map<string, ClusterTasks>();
  readonly #watches = new Map<object, string>();
  readonly #never = neverAborted();
  /** Looks that are agreed on: whoever is due about then joins. */
  #agreed: readonly number[] = [];
  #turns = 0;
  #spare = SPARE_BURST;
  #spareAt: number;

  /** The random number, 0 ≤ n < 1, keeps the beats of several windows apart. */
  constructor(connection: Connection, clock: Clock, random: number) {
    this.#connection = connection.as({ feature: 'watch', urgency: 'foreground' });
    this.#clock = clock;
    this.#born = this.#spareAt = clock.now();
    this.#seed = random;
    const { ecs } = this.#connection;
    const gather = this.#gather;
    this.#deployments = new Batch({
      limit: 20,
      gather,
      send: async (arns) => byArn(await ecs.describeServiceDeployments(arns, this.#never)),
    });
    this.#revisions = new Batch({
      limit: 20,
      gather,
      send: async (arns) => byArn(await ecs.describeServiceRevisions(arns, this.#never)),
    });
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** Counts a watch in until the returned function is called. */
  join({ clusterArn }: Pick<WatchReference, 'clusterArn'>): () => void {
    const watch = {};
    this.#watches.set(watch, clusterArn);
    return () => this.#watches.delete(watch);
  }

  /** What finding a service deployment takes. */
  get records(): Records {
    const { ecs } = this.#connection;
    return {
      describeServiceDeployments: (arns, signal) => this.#deployments.askAll(arns, signal),
      describeServiceRevisions: (arns, signal) => this.#revisions.askAll(arns, signal),
      listServiceDeployments: (query, signal) => ecs.listServiceDeployments(query, signal),
    };
  }

  /** Undefined when AWS has no such service. */
  service({ clusterArn, serviceArn }: WatchReference, signal: AbortSignal): Promise<Service | undefined> {
    let batch = this.#services.get(clusterArn);
    if (batch === undefined) {
      batch = new Batch({
        limit: 10,
        gather: this.#gather,
        send: async (arns) => {
          const { services } = await this.#connection.ecs.describeServices(clusterArn, arns, this.#never);
          return new Map(
            arns.flatMap((arn) => {
              const found = services.find((one) => one.arn === arn || one.name === arnName(arn));
              return found === undefined ? [] : [[arn, found] as const];
            }),
          );
        },
      });
      this.#services.set(clusterArn, batch);
    }
    return batch.ask(serviceArn, signal);
  }

  tasks(clusterArn: string): ClusterTasks {
    let tasks = this.#tasks.get(clusterArn);
    if (tasks === undefined) {
      tasks = new ClusterTasks(this.#connection.ecs, clusterArn, this.#gather);
      this.#tasks.set(clusterArn, tasks);
    }
    return tasks;
  }

  /** Whether something may be asked now that can wait: fair enough, because who was served does not come again. */
  takeSpare(): boolean {
    const now = this.#clock.now();
    this.#spare = Math.min(SPARE_BURST, this.#spare + ((now - this.#spareAt) / 1000) * SPARE_PER_SECOND);
    this.#spareAt = now;
    if (this.#spare < 1) return false;
    this.#spare -= 1;
    return true;
  }

  /**
   * When to look next: in about `interval` milliseconds or, where there are many watches, later; together with others
   * that look in about that time, and on the beat.
   */
  next(interval: number, what: 'deployment' | 'whole', now: number): number {
    const paced = Math.max(interval, what === 'whole' ? this.#wholeMs() : this.#deploymentMs());
    if (paced <= BEAT_MS) return this.#beatAfter(now + REST_MS);
    this.#agreed = this.#agreed.filter((at) => at > now);
    const [earliest, latest] = [now + paced * (1 - JITTER), now + paced * (1 + JITTER)];
    const agreed = this.#agreed.find((at) => at >= earliest && at <= latest);
    if (agreed !== undefined) return agreed;
    const at = this.#beatAfter(earliest + (latest - earliest) * this.#noise() - BEAT_MS / 2);
    this.#agreed = [...this.#agreed, at];
    return at;
  }

  /** Milliseconds between two looks at so many target groups: each is a call of its own. */
  targetsMs(groups: number): number {
    return (this.#watches.size * groups * 1000) / ELB_PER_SECOND;
  }

  #beatAfter(time: number): number {
    return this.#born + Math.ceil((time - this.#born) / BEAT_MS) * BEAT_MS;
  }

  /** 0 ≤ n < 1, another one each time. */
  #noise(): number {
    this.#turns += 1;
    const noise = Math.sin(this.#turns * (12.9898 + this.#seed)) * 43_758.5453;
    return noise - Math.floor(noise);
  }

  #deploymentMs(): number {
    return (Math.ceil(this.#watches.size / 20) * 1000) / ECS_PER_SECOND;
  }

  #wholeMs(): number {
    const clusters = new Map<string, number>();
    for (const cluster of this.#watches.values()) clusters.set(cluster, (clusters.get(cluster) ?? 0) + 1);
    const calls = [...clusters].reduce((sum, [arn, watches]) => sum + this.tasks(arn).callsFor(watches), 0);
    return (calls * 1000) / ECS_PER_SECOND;
  }

  readonly #gather = async (): Promise<void> => {
    if (this.#watches.size > 1) await this.#clock.sleep(GATHER_MS);
  };
}

function byArn<T extends { readonly arn: string }>(all: readonly T[]): ReadonlyMap<string, T> {
  return new Map(all.map((one) => [one.arn, one]));
}
