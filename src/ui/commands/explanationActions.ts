import { arnName } from '../../core/model/arn';
import type { State } from '../../platform/state';
import type { Deployments } from '../deployment/deployments';
import { ExplanationActions } from '../explain/explanationActions';
import type { Tails } from '../logs/tails';
import { pickFile } from '../prompts/pickDockerfile';
import { COMMANDS } from './ids';
import { executeCommand } from './run';
import { stopRollout } from './stopAndRollBack';

/** What the buttons of an explanation do, with the parts of the product that do it. */
export function explanationActions({
  deployments,
  tails,
  state,
}: {
  readonly deployments: Deployments;
  readonly tails: Tails;
  readonly state: State;
}): ExplanationActions {
  return new ExplanationActions({
    openLogs: (connection, subject) => tails.open({ connection, ...subject }),
    stopAndRollBack: (connection, service) => stopRollout(deployments, connection, service),
    lastTarget: ({ info }, { clusterArn, serviceArn }) => {
      const last = state.get('lastDeploy');
      if (last?.connectionId !== info.id) return undefined;
      const { cluster, service } = last.target;
      const same = arnName(cluster) === arnName(clusterArn) && arnName(service) === arnName(serviceArn);
      return same ? last.target : undefined;
    },
    start: (target, connection) => deployments.start(target, connection),
    deploy: ({ info }, service) =>
      executeCommand(COMMANDS.deploy, {
        kind: 'service',
        id: service.serviceArn,
        connectionId: info.id,
        ...service,
      }),
    pickDockerfile: (title) => pickFile(state, title),
  });
}
