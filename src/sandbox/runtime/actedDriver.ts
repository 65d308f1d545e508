import { createHash } from 'node:crypto';
import type { WorldClock } from '../clock';
import type { ResolvedImage } from '../registry/repositories';
import type { Random } from './actedLines';
import { lineMakerFor } from './actedLines';
import { scenarioOf, type ActedScenario } from './actedScenarios';
import {
  StartFailure,
  type ContainerDriver,
  type ContainerObserver,
  type StartedContainer,
} from './containerDriver';
import { imageNotFoundText } from './failureTexts';
import type { ContainerSpec, TaskSpec } from './runtime';

export interface ActedDriverOptions {
  readonly clock: WorldClock;
  readonly random: Random;
  readonly resolve: (image: string) => ResolvedImage;
}

const OUTPUT_MS = 1000;
/** All acted containers together: a world of 50,000 tasks writes no more than a small one. */
const LINES_PER_TICK = 50;

/** Containers that exist in the sandbox's imagination only: they take time, write lines, and end as their tag says. */
export class ActedDriver implements ContainerDriver {
  readonly #options: ActedDriverOptions;
  readonly #talking: ActedContainer[] = [];
  #next = 0;
  #ticking = false;

  constructor(options: ActedDriverOptions) {
    this.#options = options;
  }

  async pull(image: string, signal: AbortSignal): Promise<void> {
    const { clock, random, resolve } = this.#options;
    await new Promise<void>((done) => {
      const takeBack = clock.after(1000 + random() * 2000, done);
      signal.addEventListener('abort', () => {
        takeBack();
        done();
      });
    });
    if (!signal.aborted && resolve(image).kind === 'missing')
      throw new StartFailure(imageNotFoundText(image));
  }

  async start(task: TaskSpec, spec: ContainerSpec, observer: ContainerObserver): Promise<StartedContainer> {
    const { clock, random, resolve } = this.#options;
    await new Promise<void>((done) => clock.after(200 + random() * 600, done));
    const image = resolve(spec.image);
    const tags = image.kind === 'found' ? image.tags : [spec.image.split(':').at(-1) ?? ''];
    const scenario = scenarioOf(tags);
    const container = new ActedContainer(this.#options, scenario, task, spec, observer, () =>
      this.#silence(container),
    );
    this.#talking.push(container);
    this.#tick();
    return {
      imageDigest:
        image.kind === 'found'
          ? image.digest
          : `sha256:${createHash('sha256').update(spec.image).digest('hex')}`,
      hostPorts: {},
      ...(scenario.answers === undefined ? {} : { answers: scenario.answers }),
      stop: () => container.stop(),
    };
  }

  dispose(): void {
    for (const container of [...this.#talking]) container.abandon();
    this.#talking.length = 0;
  }

  #silence(container: ActedContainer): void {
    const index = this.#talking.indexOf(container);
    if (index >= 0) this.#talking.splice(index, 1);
  }

  /** One timer for all: each container in turn, as many as a tick allows. */
  #tick(): void {
    if (this.#ticking || this.#talking.length === 0) return;
    this.#ticking = true;
    this.#options.clock.after(OUTPUT_MS, () => {
      this.#ticking = false;
      for (let count = Math.min(LINES_PER_TICK, this.#talking.length); count > 0; count -= 1) {
        this.#next = (this.#next + 1) % this.#talking.length;
        this.#talking[this.#next]?.talk();
      }
      this.#tick();
    });
  }
}

class ActedContainer {
  readonly #clock: WorldClock;
  readonly #random: Random;
  readonly #scenario: ActedScenario;
  readonly #spec: ContainerSpec;
  readonly #observer: ContainerObserver;
  readonly #line: (random: Random, count: number) => string;
  readonly #onEnd: () => void;
  readonly #timers: (() => void)[] = [];
  #lines = 0;
  #ended = false;
  #stopping = false;

  constructor(
    { clock, random }: ActedDriverOptions,
    scenario: ActedScenario,
    task: TaskSpec,
    spec: ContainerSpec,
    observer: ContainerObserver,
    onEnd: () => void,
  ) {
    this.#clock = clock;
    this.#random = random;
    this.#scenario = scenario;
    this.#spec = spec;
    this.#observer = observer;
    this.#line = lineMakerFor(spec.name, task.family);
    this.#onEnd = onEnd;
    this.#playScenario();
    this.#playHealth();
  }

  /** Writes a line now and then: not every second, not all at once. */
  talk(): void {
    if (this.#ended || this.#stopping || this.#scenario.exit !== undefined || this.#random() < 0.2) return;
    this.#lines += 1;
    this.#say(this.#line(this.#random, this.#lines));
  }

  stop(): void {
    if (this.#ended || this.#stopping) return;
    this.#stopping = true;
    if (this.#scenario.stubborn === true) {
      this.#after(this.#spec.stopTimeout * 1000, () => this.#end({ exitCode: 137 }));
      return;
    }
    this.#say('received SIGTERM, finishing');
    // As long as the executions of real tasks took to end (real-answers).
    this.#after(1400 + this.#random() * 500, () => this.#end({ exitCode: 0 }));
  }

  /** Forgets everything, tells nobody. */
  abandon(): void {
    this.#ended = true;
    for (const takeBack of this.#timers) takeBack();
  }

  #playScenario(): void {
    const { exit } = this.#scenario;
    if (exit === undefined) return;
    exit.lines.forEach((line, index) => {
      this.#after((exit.afterMs * (index + 0.5)) / (exit.lines.length + 1), () => this.#say(line));
    });
    this.#after(exit.afterMs, () =>
      this.#end({ exitCode: exit.code, ...(exit.reason === undefined ? {} : { reason: exit.reason }) }),
    );
  }

  #playHealth(): void {
    const { healthCheck } = this.#spec;
    if (healthCheck === undefined) return;
    const { interval, retries, startPeriod } = healthCheck;
    if (this.#scenario.unhealthy === true) {
      this.#after((startPeriod + interval * retries) * 1000, () => this.#observer.health('UNHEALTHY'));
    } else {
      this.#after(interval * 1000, () => this.#observer.health('HEALTHY'));
    }
  }

  #say(line: string): void {
    this.#observer.output(line, this.#clock.now());
  }

  #after(ms: number, action: () => void): void {
    this.#timers.push(
      this.#clock.after(ms, () => {
        if (!this.#ended) action();
      }),
    );
  }

  #end(facts: { readonly exitCode: number; readonly reason?: string }): void {
    this.abandon();
    this.#onEnd();
    this.#observer.exited(facts);
  }
}
