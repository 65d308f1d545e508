import type { EcsApi, LiveTailUpdate, LogEvent, LogPage, LogsApi } from '../../../src/core/aws/api';
import type { Connection } from '../../../src/core/aws/connection';
import { throwIfAborted } from '../../../src/core/lib/abort';
import { QuaysideError, type ErrorCode } from '../../../src/core/lib/errors';
import type { JsonObject } from '../../../src/core/lib/json';
import type { Task } from '../../../src/core/model/task';
import type { VirtualTime } from './virtualTime';

export const CLUSTER = 'arn:aws:ecs:us-east-1:111122223333:cluster/shop';
export const SERVICE = 'arn:aws:ecs:us-east-1:111122223333:service/shop/web';
export const taskArn = (id: string): string => `arn:aws:ecs:us-east-1:111122223333:task/shop/${id}`;

type Operation =
  | 'filterEvents'
  | 'streamEvents'
  | 'lastEvents'
  | 'liveTail'
  | 'listTasks'
  | 'describeTasks'
  | 'describeTaskDefinition';

interface Session {
  readonly streams: readonly string[];
  readonly waiting: LogEvent[];
  sampled: boolean;
  end?: Error;
}

/** ECS tasks and CloudWatch Logs of one cluster, behind core's own interfaces, with faults on demand. */
export class FakeCloud {
  readonly tasks = new Map<string, Task>();
  readonly calls: string[] = [];
  /** Which call was made with which pattern. */
  readonly patterns: string[] = [];
  readonly #time: VirtualTime;
  readonly #definition: JsonObject;
  readonly #events: LogEvent[] = [];
  readonly #sessions = new Set<Session>();
  readonly #faults = new Map<Operation, { error: Error; times: number }>();
  pageSize = 5;
  /** As AWS does it: a call that names a stream nobody has written to fails as a whole. */
  refusesMissingStreams = false;
  /** Called with the number of each call for events, the first is 1. */
  onFilter: (call: number) => void = () => undefined;
  #filterCalls = 0;
  /** What the endpoint makes of being asked for the newest events first. */
  newestFirst: 'known' | 'refused' | 'ignored' = 'known';

  constructor(time: VirtualTime, definition: JsonObject = awslogs('app')) {
    this.#time = time;
    this.#definition = definition;
  }

  get openSessions(): readonly (readonly string[])[] {
    return [...this.#sessions].map(({ streams }) => streams);
  }

  fail(operation: Operation, code: ErrorCode, { times = Infinity, awsCode = '' } = {}): void {
    const error = new QuaysideError(code, `${operation} fails`, { details: { awsCode } });
    this.#faults.set(operation, { error, times });
  }

  heal(operation: Operation): void {
    this.#faults.delete(operation);
  }

  endSessions(code: ErrorCode): void {
    for (const session of this.#sessions) session.end = new QuaysideError(code, 'The session ends');
  }

  sample(): void {
    for (const session of this.#sessions) session.sampled = true;
  }

  startTask(id: string, revision = 42, service = 'web'): void {
    this.tasks.set(taskArn(id), {
      arn: taskArn(id),
      clusterArn: CLUSTER,
      taskDefinitionArn: `arn:aws:ecs:us-east-1:111122223333:task-definition/web:${revision}`,
      lastStatus: 'RUNNING',
      desiredStatus: 'RUNNING',
      health: 'UNKNOWN',
      group: `service:${service}`,
      startedBy: `ecs-svc/${revision}`,
      containers: [
        {
          name: 'app',
          image: 'web:1',
          lastStatus: 'RUNNING',
          health: 'UNKNOWN',
          hostPorts: [],
          runtimeId: `${id}-docker`,
        },
      ],
      createdAt: this.#time.now(),
    });
  }

  stopTask(id: string, exitCode: number, at = this.#time.now()): void {
    const task = this.tasks.get(taskArn(id));
    if (task === undefined) throw new Error(`no task ${id}`);
    this.tasks.set(task.arn, {
      ...task,
      lastStatus: 'STOPPED',
      desiredStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      stoppedAt: at,
      containers: task.containers.map((container) => ({ ...container, exitCode })),
    });
  }

  log(
    id: string,
    message: string,
    options: { readonly container?: string; readonly ago?: number; readonly ingestedAgo?: number } = {},
  ): void {
    const { container = 'app', ago = 0, ingestedAgo = 0 } = options;
    const stream = `ecs/${container}/${id}`;
    const event = {
      timestamp: this.#time.now() - ago,
      ingestionTime: this.#time.now() - ingestedAgo,
      message,
      group: '/ecs/web',
      stream,
    };
    this.#events.push({ ...event, eventId: String(this.#events.length) });
    for (const session of this.#sessions) if (session.streams.includes(stream)) session.waiting.push(event);
  }

  get connection(): Pick<Connection, 'info' | 'ecs' | 'logs'> {
    const unused = (): never => {
      throw new Error('not part of this test');
    };
    const ecs: EcsApi = {
      listClusters: unused,
      describeClusters: unused,
      listServices: unused,
      describeServices: () =>
        Promise.resolve({ services: [], failures: [{ arn: SERVICE, reason: 'MISSING' }] }),
      listTasks: ({ desiredStatus, service = 'web' }) => this.#listTasks(desiredStatus, service),
      describeTasks: async (_cluster, named) => {
        await this.#enter('describeTasks');
        // ARNs or ids.
        const arns = named.map((name) => (name.startsWith('arn:') ? name : taskArn(name)));
        const tasks = arns.map((arn) => this.tasks.get(arn)).filter((task) => task !== undefined);
        const missing = arns.filter((arn) => !this.tasks.has(arn));
        return { tasks, failures: missing.map((arn) => ({ arn, reason: 'MISSING' })) };
      },
      containerInstances: unused,
      describeTaskDefinition: async () => {
        await this.#enter('describeTaskDefinition');
        return { body: this.#definition, tags: [] };
      },
      listTaskDefinitions: unused,
      listTaskDefinitionFamilies: unused,
      rawService: unused,
      registerTaskDefinition: unused,
      deregisterTaskDefinition: unused,
      deleteTaskDefinitions: unused,
      updateService: unused,
      listServiceDeployments: unused,
      describeServiceDeployments: unused,
      describeServiceRevisions: unused,
      stopServiceDeployment: unused,
      continueServiceDeployment: unused,
    };
    const logs: LogsApi = {
      filterEvents: (query, signal) => {
        if (query.pattern !== undefined) this.patterns.push(`filterEvents ${query.pattern}`);
        return this.#filter(query, signal);
      },
      streamEvents: (query, signal) => this.#stream(query, signal),
      lastEvents: async ({ stream, limit }) => {
        await this.#enter('lastEvents');
        return this.#events.filter((event) => event.stream === stream).slice(-limit);
      },
      hasGroup: unused,
      startQuery: unused,
      queryResults: unused,
      stopQuery: unused,
      createGroup: unused,
      liveTail: ({ streams, pattern }, signal) => {
        if (pattern !== undefined) this.patterns.push(`liveTail ${pattern}`);
        return this.#liveTail(streams, signal);
      },
    };
    return {
      info: { id: 'test', kind: 'profile', profile: 'test', region: 'us-east-1' },
      ecs,
      logs: () => logs,
    };
  }

  async #enter(operation: Operation): Promise<void> {
    this.calls.push(operation);
    await Promise.resolve();
    const fault = this.#faults.get(operation);
    if (fault === undefined || fault.times <= 0) return;
    fault.times -= 1;
    throw fault.error;
  }

  async *#listTasks(desired: string, service: string): AsyncGenerator<readonly string[]> {
    await this.#enter('listTasks');
    yield [...this.tasks.values()]
      .filter(({ desiredStatus, group }) => desiredStatus === desired && group === `service:${service}`)
      .map(({ arn }) => arn);
  }

  async #filter(query: Parameters<LogsApi['filterEvents']>[0], signal: AbortSignal): Promise<LogPage> {
    const { streams, prefix, from, to = Infinity, newestFirst = false, nextToken = '0' } = query;
    this.#filterCalls += 1;
    this.onFilter(this.#filterCalls);
    throwIfAborted(signal);
    await this.#enter('filterEvents');
    this.#refuseMissing(streams);
    if (newestFirst && this.newestFirst === 'refused')
      throw new QuaysideError('invalid', 'startFromHead is no parameter of it.');
    const named = (stream: string): boolean =>
      prefix === undefined ? streams.includes(stream) : stream.startsWith(prefix);
    const found = this.#between(named, from, to);
    if (newestFirst && this.newestFirst === 'known') found.reverse();
    return this.#page(found, nextToken);
  }

  async #stream(
    { stream, from, nextToken = '0' }: Parameters<LogsApi['streamEvents']>[0],
    signal: AbortSignal,
  ): Promise<LogPage> {
    throwIfAborted(signal);
    await this.#enter('streamEvents');
    this.#refuseMissing([stream]);
    const found = this.#between((name) => name === stream, from);
    const page = this.#page(found, nextToken);
    const end = String(found.length);
    // Only a call with the token of the end tells that it is the end.
    return page.nextToken !== undefined || nextToken === end ? page : { ...page, nextToken: end };
  }

  #between(named: (stream: string) => boolean, from: number, to = Infinity): LogEvent[] {
    return this.#events
      .filter(({ stream, timestamp }) => named(stream) && timestamp >= from && timestamp <= to)
      .sort((a, b) => a.timestamp - b.timestamp || Number(a.eventId) - Number(b.eventId));
  }

  #page(found: readonly LogEvent[], nextToken: string): LogPage {
    const start = Number(nextToken);
    const end = start + this.pageSize;
    const events = found.slice(start, end);
    return end < found.length ? { events, nextToken: String(end) } : { events };
  }

  async *#liveTail(streams: readonly string[], signal: AbortSignal): AsyncGenerator<LiveTailUpdate> {
    await this.#enter('liveTail');
    this.#refuseMissing(streams);
    const session: Session = { streams, waiting: [], sampled: false };
    this.#sessions.add(session);
    try {
      yield { kind: 'started' };
      for (;;) {
        await this.#time.sleep(1000, signal);
        if (session.end !== undefined) throw session.end;
        yield { kind: 'events', events: session.waiting.splice(0), sampled: session.sampled };
        session.sampled = false;
      }
    } finally {
      this.#sessions.delete(session);
    }
  }

  #refuseMissing(streams: readonly string[]): void {
    const missing = streams.some((name) => !this.#events.some(({ stream }) => stream === name));
    if (this.refusesMissingStreams && missing)
      throw new QuaysideError('notFound', 'The specified log stream does not exist.');
  }
}

export function awslogs(...containers: readonly string[]): JsonObject {
  return { containerDefinitions: containers.map(awslogsContainer) };
}

export function awslogsContainer(name: string): JsonObject {
  return {
    name,
    logConfiguration: {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': '/ecs/web',
        'awslogs-region': 'us-east-1',
        'awslogs-stream-prefix': 'ecs',
      },
    },
  };
}
