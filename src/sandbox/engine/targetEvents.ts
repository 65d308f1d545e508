import type { WorldClock } from '../clock';
import type { ServiceRecord, TaskRecord } from '../world/records';

/** What happens to targets within this time is told in one event. */
const GATHER_MS = 250;

interface Gathered {
  readonly registered: Map<string, number>;
  readonly deregistered: Map<string, number>;
  draining: number;
}

/** Gathers what happens to the targets of a service into the events that AWS writes about them. */
export class TargetEvents {
  readonly #clock: WorldClock;
  readonly #say: (service: ServiceRecord, event: string) => void;
  readonly #gathered = new Map<ServiceRecord, Gathered>();

  constructor(options: { clock: WorldClock; say: (service: ServiceRecord, event: string) => void }) {
    this.#clock = options.clock;
    this.#say = options.say;
  }

  registered(service: ServiceRecord, task: TaskRecord): void {
    count(this.#of(service).registered, task);
  }

  draining(service: ServiceRecord, task: TaskRecord): void {
    const gathered = this.#of(service);
    count(gathered.deregistered, task);
    gathered.draining += 1;
  }

  #of(service: ServiceRecord): Gathered {
    const known = this.#gathered.get(service);
    if (known !== undefined) return known;
    const gathered: Gathered = { registered: new Map(), deregistered: new Map(), draining: 0 };
    this.#gathered.set(service, gathered);
    this.#clock.after(GATHER_MS, () => this.#tell(service, gathered));
    return gathered;
  }

  #tell(service: ServiceRecord, { registered, deregistered, draining }: Gathered): void {
    this.#gathered.delete(service);
    for (const [arn, targets] of registered) {
      this.#say(service, `registered ${targets} targets in (target-group ${arn})`);
    }
    for (const [arn, targets] of deregistered) {
      this.#say(service, `deregistered ${targets} targets in (target-group ${arn})`);
    }
    if (draining > 0) this.#say(service, `has begun draining connections on ${draining} tasks.`);
  }
}

function count(counts: Map<string, number>, { targets }: TaskRecord): void {
  for (const { targetGroupArn } of targets) {
    counts.set(targetGroupArn, (counts.get(targetGroupArn) ?? 0) + 1);
  }
}
