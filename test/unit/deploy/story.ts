import {
  CreateServiceCommand,
  RegisterTaskDefinitionCommand,
  type CreateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { watchRollout } from '../../../src/core/deploy/engine';
import type { DeployEvent, Tone, VerdictKind, WatchReference } from '../../../src/core/deploy/event';
import { redeploy, redeployBase } from '../../../src/core/deploy/redeploy';
import { initialState, reduce } from '../../../src/core/deploy/reducer';
import type { DeployState } from '../../../src/core/deploy/state';
import { textOf } from '../../../src/core/deploy/taskDefinition';
import { formatMessage } from '../../../src/core/lib/message';
import { parseTaskDefinition } from '../../../src/core/model/arn';
import type { PanelAction } from '../../../src/protocol/deployment';
import { panelButtons } from '../../../src/ui/deployment/buttons';
import { english } from '../../support/deployStates';
import { live, type TestWorld } from './setup';

/** What somebody who watches sees at one moment. */
export interface Moment {
  readonly headline: string;
  readonly tone: Tone;
  readonly waitingFor: string;
  readonly breaker: string;
  readonly alarms: string;
  /** Per cent of the production traffic that the new revision gets. */
  readonly traffic: number | undefined;
  /** The lifecycle stage in AWS's word. */
  readonly stage: string;
  readonly offers: readonly PanelAction[];
}

export interface Story {
  readonly moments: readonly Moment[];
  readonly end: {
    readonly kind: VerdictKind | undefined;
    readonly title: string;
    readonly tone: Tone;
    readonly detail: string;
    readonly offers: readonly PanelAction[];
  };
}

/** Points a service at a revision, as the product does. */
export async function update(
  world: TestWorld,
  service: string,
  taskDefinition: string,
  cluster = 'production',
) {
  const { services } = await world.connection.ecs.describeServices(cluster, [service], live());
  const [found] = services;
  if (found === undefined) throw new Error(`There is no service ${service}`);
  const place = { clusterArn: found.clusterArn, serviceArn: found.arn };
  const base = await redeployBase(place, world.connection, live());
  const { body } = await world.connection.ecs.describeTaskDefinition(taskDefinition, live());
  const arn = textOf(body, 'taskDefinitionArn') ?? '';
  return redeploy(base, { arn, ...parseTaskDefinition(arn) }, world.connection, live());
}

/** Registers a revision of one container. */
export async function register(
  world: TestWorld,
  family: string,
  tag: string,
  more: object = {},
): Promise<string> {
  const { taskDefinition } = await world.somebodyElse.send(
    new RegisterTaskDefinitionCommand({
      family,
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
      containerDefinitions: [{ name: 'app', image: `registry.example/app:${tag}`, ...more }],
    }),
  );
  return taskDefinition?.taskDefinitionArn ?? '';
}

/** A service of one container without a load balancer, steady on its first revision. */
export async function create(
  world: TestWorld,
  name: string,
  more: Partial<CreateServiceCommandInput> = {},
  tag = '1',
): Promise<void> {
  await world.somebodyElse.send(
    new CreateServiceCommand({
      cluster: 'production',
      serviceName: name,
      taskDefinition: await register(world, name, tag),
      desiredCount: 1,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
      ...more,
    }),
  );
  await world.sandbox.clock.advance(180_000);
}

/** Watches to the end and notes what is shown on the way; `during` is told each state before it goes on. */
export async function watchStory(
  world: TestWorld,
  reference: WatchReference,
  during: (moment: Moment, event: DeployEvent) => void | Promise<void> = () => undefined,
  signal: AbortSignal = live(),
): Promise<Story> {
  const { connection, clock } = world;
  let state = initialState({
    connection: connection.info,
    clusterName: 'production',
    serviceName: 'service',
    startedAt: clock.now(),
  });
  const moments: Moment[] = [];
  for await (const event of watchRollout(reference, world.deps(), signal)) {
    state = reduce(state, event);
    const moment = momentOf(state);
    moments.push(moment);
    await during(moment, event);
  }
  const { verdict } = state;
  return {
    moments,
    end: {
      kind: verdict?.kind,
      title: formatMessage(state.headline),
      tone: state.tone,
      detail: verdict?.detail === undefined ? '' : formatMessage(verdict.detail),
      offers: offersOf(state),
    },
  };
}

function momentOf(state: DeployState): Moment {
  const { rollout } = state;
  const say = (text: Parameters<typeof formatMessage>[0] | undefined): string =>
    text === undefined ? '' : formatMessage(text);
  return {
    headline: formatMessage(state.headline),
    tone: state.tone,
    waitingFor: say(rollout?.waitingFor),
    breaker: say(rollout?.breaker),
    alarms: say(rollout?.alarms),
    traffic: rollout?.shift?.production?.next,
    stage: rollout?.shift?.stage ?? '',
    offers: offersOf(state),
  };
}

function offersOf(state: DeployState): readonly PanelAction[] {
  const facts = {
    stopping: false,
    canDeployAgain: true,
    canSaveTarget: false,
    canCompare: false,
    signInHelps: false,
  };
  return panelButtons(state, facts, english).map(({ action }) => action);
}
