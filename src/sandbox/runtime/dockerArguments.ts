import type { ContainerSpec, TaskSpec } from './runtime';

/** What marks everything that a sandbox makes in an engine. */
export const LABELS = {
  sandbox: 'quayside.sandbox',
  /** Process and machine, by which the next sandbox sees whether this one is still there. */
  pid: 'quayside.sandbox.pid',
  host: 'quayside.sandbox.host',
  task: 'quayside.task',
  container: 'quayside.container',
  cluster: 'quayside.cluster',
} as const;

export interface EngineMarks {
  readonly labels: Readonly<Record<string, string>>;
  readonly network: string;
}

const CPU_PERIOD_US = 100_000;

/** Where a container's network comes from: from the container that holds the task's, or it has its own with ports. */
export type NetworkArguments =
  { readonly holder: string } | { readonly ports: ContainerSpec['portMappings'] };

/**
 * `docker create` for a container of a task. Nothing here gives a container more than the engine's defaults: no mounts,
 * no privileges, no host network, no devices, no capabilities; ports are published on the loopback address only.
 */
export function createArguments(
  task: TaskSpec,
  spec: ContainerSpec,
  marks: EngineMarks,
  environment: { readonly file: string; readonly inherited: readonly string[] },
  network: NetworkArguments,
): readonly string[] {
  const labels = { ...taskLabels(task, marks), [LABELS.container]: spec.name };
  const memory = spec.memory ?? task.memory;
  const [entry, ...entryRest] = spec.entryPoint ?? [];
  return [
    'create',
    '--pull=never',
    `--name=${containerName(task, spec)}`,
    ...labelArguments(labels),
    ...networkArguments(task, marks, network),
    '--security-opt=no-new-privileges',
    '--pids-limit=1024',
    '--log-driver=json-file',
    '--log-opt=max-size=10m',
    ...(spec.cpu > 0 ? [`--cpu-shares=${Math.max(2, spec.cpu)}`] : []),
    // Unlike `--cpus`, a quota may be more than the machine has.
    ...(task.cpu === undefined
      ? []
      : [`--cpu-period=${CPU_PERIOD_US}`, `--cpu-quota=${Math.ceil((task.cpu / 1024) * CPU_PERIOD_US)}`]),
    // Without swap of its own a container that needs more memory is killed, as on Fargate.
    ...(memory === undefined ? [] : [`--memory=${memory}m`, `--memory-swap=${memory}m`]),
    ...(spec.memoryReservation === undefined ? [] : [`--memory-reservation=${spec.memoryReservation}m`]),
    ...(spec.readonlyRootFilesystem ? ['--read-only'] : []),
    ...(spec.user === undefined ? [] : [`--user=${spec.user}`]),
    ...(spec.workingDirectory === undefined ? [] : [`--workdir=${spec.workingDirectory}`]),
    `--stop-timeout=${spec.stopTimeout}`,
    `--env-file=${environment.file}`,
    ...environment.inherited.map((name) => `--env=${name}`),
    ...healthArguments(spec.healthCheck),
    ...(entry === undefined ? [] : [`--entrypoint=${entry}`]),
    spec.image,
    ...entryRest,
    ...(spec.command ?? []),
  ];
}

export function taskLabels(
  { taskId, clusterName }: TaskSpec,
  { labels }: EngineMarks,
): Readonly<Record<string, string>> {
  return { ...labels, [LABELS.task]: taskId, [LABELS.cluster]: clusterName };
}

export function labelArguments(labels: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(labels).map(([key, value]) => `--label=${key}=${value}`);
}

export function publishArguments(ports: ContainerSpec['portMappings']): readonly string[] {
  return ports.map(
    ({ containerPort, hostPort, protocol }) =>
      `--publish=127.0.0.1:${hostPort ?? ''}:${containerPort}/${protocol}`,
  );
}

function networkArguments(
  { networkMode }: TaskSpec,
  { network }: EngineMarks,
  given: NetworkArguments,
): readonly string[] {
  if (networkMode === 'none') return ['--network=none'];
  if ('holder' in given) return [`--network=container:${given.holder}`];
  return [`--network=${network}`, ...publishArguments(given.ports)];
}

/** References as docker has them; nothing that could be taken for an option. */
export function isImageReference(image: string): boolean {
  return image.length <= 512 && /^[A-Za-z0-9][\w.:/@-]*$/.test(image);
}

function containerName({ family, revision, taskId }: TaskSpec, { name }: ContainerSpec): string {
  return `quayside-${family}-${revision}-${name}-${taskId.slice(0, 12)}`.replace(/[^\w.-]/g, '_');
}

/** ECS does not know a Dockerfile's HEALTHCHECK: without one in the task definition there is none. */
function healthArguments(check: ContainerSpec['healthCheck']): readonly string[] {
  const command = check === undefined ? undefined : healthCommand(check.command);
  if (check === undefined || command === undefined) return ['--no-healthcheck'];
  return [
    `--health-cmd=${command}`,
    `--health-interval=${check.interval}s`,
    `--health-timeout=${check.timeout}s`,
    `--health-retries=${check.retries}`,
    `--health-start-period=${check.startPeriod}s`,
  ];
}

/** The command line takes shell commands only, so the words of a `CMD` check are quoted for the container's shell. */
function healthCommand([kind, ...rest]: readonly string[]): string | undefined {
  if (kind === undefined || kind === 'NONE') return undefined;
  if (kind === 'CMD-SHELL') return rest.join(' ');
  const words = kind === 'CMD' ? rest : [kind, ...rest];
  return words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
}

export interface SplitEnvironment {
  /** For `--env-file`. */
  readonly file: string;
  /** Values with line ends, which a file cannot hold: handed on through the command's own environment. */
  readonly inherited: Readonly<Record<string, string>>;
  /** Names whose values can be handed over neither way. */
  readonly dropped: readonly string[];
}

/** Names that would change what the docker command itself does. */
const OF_THE_COMMAND =
  /^(docker|buildkit|ld|dyld|go|ssl|otel|xdg|http|https|ftp|no|all)_|^(path|home|godebug|pathext|systemroot)$/i;

/** Values never stand in the argument list, which every process of the machine can read. */
export function splitEnvironment(environment: Readonly<Record<string, string>>): SplitEnvironment {
  const lines: string[] = [];
  const inherited: Record<string, string> = {};
  const dropped: string[] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (name === '' || /[\s=#\0]/.test(name) || value.includes('\0')) dropped.push(name);
    else if (!/[\r\n]/.test(value)) lines.push(`${name}=${value}`);
    else if (OF_THE_COMMAND.test(name)) dropped.push(name);
    else inherited[name] = value;
  }
  return { file: lines.map((line) => `${line}\n`).join(''), inherited, dropped };
}
