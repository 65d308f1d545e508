import type { DeployOptions } from '../../core/deploy/deps';
import { initialState } from '../../core/deploy/reducer';
import type { WatchReference } from '../../core/deploy/event';
import type { DeployState } from '../../core/deploy/state';
import type { DeployTarget } from '../../core/deploy/target';
import { WatchDesk } from '../../core/deploy/watch/desk';
import { createProgramRunner } from '../../core/docker/runner';
import type { Connection } from '../../core/aws/connection';
import type { Clock } from '../../core/lib/clock';
import type { Logger } from '../../core/lib/logger';
import { arnName } from '../../core/model/arn';
import { RolloutLines } from './rolloutLines';
import { DeploymentSession, type SessionOptions } from './session';

/*
 * The door to everything heavy of a deployment: loaded on first use, so that activation does not pay for it.
 */
export { followUps } from '../../core/deploy/followUps';
export { causeReport, deploymentReport } from '../../core/deploy/report';
export { interrupted, ownedElsewhere } from './interrupted';
export { JournaledEngine } from './journaledEngine';

export interface OpenSession extends Pick<SessionOptions, 'id' | 'explain' | 'engine'> {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: DeployOptions;
  readonly attended: () => boolean;
  /** What the watches of a connection share; kept by whoever opens several. */
  readonly desks: WeakMap<Connection, WatchDesk>;
  /** What is deployed; absent for a rollout that is only watched. */
  readonly target?: DeployTarget;
  readonly state: DeployState;
}

export function openSession(request: OpenSession): DeploymentSession {
  const { id, explain, engine, state, target, connection, clock, logger, options, attended, desks } = request;
  const desk =
    desks.get(connection) ??
    new WatchDesk(connection.as({ feature: 'watch', urgency: 'foreground' }), clock, Math.random());
  desks.set(connection, desk);
  return new DeploymentSession({
    id,
    explain,
    state,
    ...(target === undefined ? {} : { target }),
    engine,
    // Behind everything else that is asked: watching comes first.
    readLines: (tell) =>
      new RolloutLines({
        connection: connection.as({ feature: 'logs', urgency: 'background' }),
        clock,
        logger,
        tell,
      }),
    deps: {
      connection: connection.as({ feature: 'deploy', urgency: 'foreground' }),
      ...{ clock, logger, options, attended, desk, runner: createProgramRunner() },
    },
  });
}

/** The state in which a deployment of a target begins. */
export function stateOfTarget(target: DeployTarget, connection: Connection, startedAt: number): DeployState {
  return initialState({
    connection: connection.info,
    clusterName: arnName(target.cluster),
    serviceName: arnName(target.service),
    startedAt,
    ...(target.name === undefined ? {} : { targetName: target.name }),
  });
}

/** The state in which watching begins. */
export function stateOfRollout(reference: WatchReference, connection: Connection): DeployState {
  return initialState({
    connection: connection.info,
    clusterName: arnName(reference.clusterArn),
    serviceName: arnName(reference.serviceArn),
    startedAt: reference.startedAt,
  });
}
