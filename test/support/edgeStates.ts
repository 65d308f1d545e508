import type { DeployState, RolloutView, TaskPhase, TaskTrack } from '../../src/core/deploy/state';
import { message, type Message } from '../../src/core/lib/message';
import type { PanelSnapshot } from '../../src/protocol/deployment';
import { deployStates, snapshotOf, UPDATED_AT } from './deployStates';

/*
 * Deployments that try the panel's drawing: one task, none, many, an hour, and names as long as AWS allows.
 */

const rolling: DeployState = deployStates.rolling;
const base: RolloutView | undefined = rolling.rollout;
if (base === undefined) throw new Error('The state to start from has no rollout');
const view: RolloutView = base;
const at = (seconds: number): number => UPDATED_AT + seconds * 1000;

function of(rollout: Partial<RolloutView>, more: Partial<DeployState> = {}): DeployState {
  return { ...rolling, rollout: { ...view, ...rollout }, ...more };
}

const side = (revision: number, desired: number, healthy: number) => ({
  revision,
  desired,
  running: healthy,
  pending: desired - healthy,
  healthy,
  failed: 0,
});

const NOTES: Readonly<Partial<Record<TaskPhase, Message>>> = {
  pulling: message('task.pulling', 'pulling the image'),
  health: message('task.health', 'waiting for health'),
};

function tasks(count: number, of: TaskTrack['side'], make: (index: number) => TaskTrack['segments']) {
  return Array.from({ length: count }, (_, index): TaskTrack => {
    const id = (0xa10000 + index * 4099 + (of === 'old' ? 7 : 0)).toString(16);
    const segments = make(index);
    const phase = segments.at(-1)?.phase ?? 'healthy';
    return {
      arn: `arn:aws:ecs:eu-west-1:123456789012:task/production/${id}5d0b4c1c8f2a7e93b6f4a1d2c3`,
      id,
      side: of,
      revision: of === 'old' ? 41 : 42,
      segments,
      note: NOTES[phase] ?? message('task.healthy', 'healthy'),
    };
  });
}

const old = (count: number) => tasks(count, 'old', () => [{ phase: 'healthy', from: at(-86_400) }]);

const LONG = 'the-shop-of-a-very-long-established-company-with-many-departments-and-regions';

export const edgeStates = {
  one: of(
    {
      minimum: 1,
      maximum: 2,
      next: side(42, 1, 0),
      old: side(41, 1, 1),
      tasks: [...old(1), ...tasks(1, 'new', () => [{ phase: 'pulling', from: at(40) }])],
      history: [{ at: at(0), old: 1, next: 0 }],
    },
    { headline: message('deploy.healthyTasks', '{0} of {1} new task healthy', 0, 1) },
  ),
  none: of(
    {
      minimum: 0,
      maximum: 0,
      next: side(42, 0, 0),
      old: side(41, 0, 0),
      tasks: [],
      history: [{ at: at(0), old: 0, next: 0 }],
      targetGroups: [],
    },
    { headline: message('deploy.confirmingEnd', 'ECS is confirming the deployment'), events: [] },
  ),
  many: of(
    {
      minimum: 20,
      maximum: 40,
      next: side(42, 20, 9),
      old: side(41, 20, 20),
      tasks: [
        ...old(20),
        ...tasks(20, 'new', (index) => [
          { phase: 'provisioning', from: at(2 + index), to: at(14 + index) },
          { phase: 'pulling', from: at(14 + index), to: at(25 + index) },
          ...(index < 9
            ? ([
                { phase: 'health', from: at(25 + index), to: at(60 + index * 3) },
                { phase: 'healthy', from: at(60 + index * 3) },
              ] as const)
            : ([{ phase: 'health', from: at(25 + index) }] as const)),
        ]),
      ],
      history: [
        { at: at(0), old: 20, next: 0 },
        ...Array.from({ length: 9 }, (_, index) => ({ at: at(60 + index * 3), old: 20, next: index + 1 })),
      ],
    },
    { headline: message('deploy.healthyTasks', '{0} of {1} new tasks healthy', 9, 20) },
  ),
  hour: of({
    at: at(4210),
    tasks: [
      ...old(3),
      ...tasks(3, 'new', (index) => [
        { phase: 'provisioning', from: at(600 + index * 900), to: at(660 + index * 900) },
        { phase: 'pulling', from: at(660 + index * 900), to: at(800 + index * 900) },
        { phase: 'health', from: at(800 + index * 900) },
      ]),
    ],
    history: [{ at: at(0), old: 3, next: 0 }],
  }),
  longNames: of(
    {
      targetGroups: view.targetGroups.map((group) => ({ ...group, name: LONG.slice(0, 32) })),
      hindrance: message(
        'hindrance.denied',
        'This identity may not use {0}',
        'elasticloadbalancing:DescribeTargetHealth',
      ),
    },
    {
      serviceName: LONG,
      clusterName: `${LONG}-production-cluster`,
      targetName: `${LONG} in production`,
      connection: { ...rolling.connection, profile: `${LONG}.AdministratorAccess` },
      image: {
        reference: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/teams/${LONG}/web:feature-a-branch-with-a-long-name-3f9c2d1`,
        digest: `sha256:${'4be1f08c'.repeat(8)}`,
      },
    },
  ),
} satisfies Readonly<Record<string, DeployState>>;

export type EdgeStateName = keyof typeof edgeStates;

/** A snapshot as the host would send it. */
export function edgeSnapshot(name: EdgeStateName): PanelSnapshot {
  const now = name === 'hour' ? at(4212) : undefined;
  return { ...snapshotOf('rolling', now), state: edgeStates[name] };
}
