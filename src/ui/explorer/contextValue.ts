/*
 * What a row tells the manifest's menus: `ecs:<kind>+<flag>+<flag>`. Patterns there look like
 * `viewItem =~ /^ecs:service\b(?=.*\+rolling\b)/`; a test holds them against all values that can be made here.
 */

const CONTEXT_FLAGS = {
  connection: ['current'],
  shelf: [],
  cluster: ['aws'],
  daemons: [],
  outsideTasks: [],
  scheduledTasks: [],
  instances: [],
  instance: ['aws'],
  service: ['aws', 'rolling', 'failing', 'pinned'],
  tasks: [],
  stoppedTasks: [],
  rollouts: [],
  rollout: [],
  events: [],
  event: [],
  scaling: [],
  /** What has a name and an ARN: a policy, a scheduled action. */
  scalingRule: [],
  scalingNews: [],
  targetGroup: ['aws'],
  task: ['aws', 'stopped'],
  container: ['aws', 'stopped'],
  target: ['aws'],
  family: [],
  revision: ['aws'],
  deploymentGroup: [],
  /** Of the view of deployments: `again` has a target, `revision` one that can be deployed once more. */
  deployment: ['running', 'interrupted', 'ended', 'again', 'revision'],
  /** Of the view of log tails. */
  tail: ['running', 'paused'],
  /** `retry`: the message is an error, and trying again may help. */
  message: ['retry'],
} as const;
export type ContextKind = keyof typeof CONTEXT_FLAGS;
/** `aws` means a real account: what stands in the AWS console. */
export type ContextFlag<K extends ContextKind> = (typeof CONTEXT_FLAGS)[K][number];

export function contextValue<K extends ContextKind>(
  kind: K,
  flags: Readonly<Partial<Record<ContextFlag<K>, boolean>>>,
): string {
  const known: readonly ContextFlag<K>[] = CONTEXT_FLAGS[kind];
  return `ecs:${kind}${known
    .filter((flag) => flags[flag] === true)
    .map((flag) => `+${flag}`)
    .join('')}`;
}

/** Every value that a row can have. */
export function allContextValues(): readonly string[] {
  return Object.entries(CONTEXT_FLAGS).flatMap(([kind, flags]) => {
    let values = [`ecs:${kind}`];
    for (const flag of flags) values = values.flatMap((value) => [value, `${value}+${flag}`]);
    return values;
  });
}
