import type { EcsApi } from '../../aws/api';
import type { Service } from '../../model/service';
import type { ServiceDeployment } from '../../model/deploymentRecord';
import type { WatchReference } from '../event';

/** The reads that finding takes. */
export type Records = Pick<
  EcsApi,
  'describeServiceDeployments' | 'describeServiceRevisions' | 'listServiceDeployments'
>;

/** Both clocks are the server's, but the service deployment may be a moment older than the rollout it belongs to. */
const SLACK_MS = 2000;

/**
 * The service deployment of a rollout. The two have no id in common: they are joined through the revision that the
 * service deployment brings. Undefined while AWS does not tell yet; fails where the actions are not to be had.
 */
export async function findServiceDeployment(
  reference: WatchReference,
  service: Pick<Service, 'currentServiceDeployment'>,
  ecs: Records,
  signal: AbortSignal,
): Promise<ServiceDeployment | undefined> {
  const { currentServiceDeployment } = service;
  if (currentServiceDeployment !== undefined) {
    const current = await ecs.describeServiceDeployments([currentServiceDeployment], signal);
    const ours = await pickOurs(current, reference, ecs, signal);
    if (ours !== undefined) return ours;
  }
  const query = {
    cluster: reference.clusterArn,
    service: reference.serviceArn,
    createdAfter: reference.startedAt - SLACK_MS,
  };
  return pickOurs(await ecs.listServiceDeployments(query, signal), reference, ecs, signal);
}

/** The one among these that brings our revision, and began when our rollout did; undefined when none is known to. */
export async function pickOurs(
  deployments: readonly ServiceDeployment[],
  { newRevision, startedAt }: WatchReference,
  ecs: Pick<Records, 'describeServiceRevisions'>,
  signal: AbortSignal,
): Promise<ServiceDeployment | undefined> {
  const candidates = deployments
    .filter(
      ({ createdAt, targetRevisionArn }) =>
        targetRevisionArn !== undefined && createdAt >= startedAt - SLACK_MS,
    )
    // Closest to the rollout's own beginning: a later one of the same revision is another deployment.
    .sort((a, b) => Math.abs(a.createdAt - startedAt) - Math.abs(b.createdAt - startedAt));
  const arns = [...new Set(candidates.flatMap(({ targetRevisionArn }) => targetRevisionArn ?? []))];
  if (arns.length === 0) return undefined;
  const revisions = await ecs.describeServiceRevisions(arns.slice(0, 20), signal);
  const ours = new Set(
    revisions.filter(({ taskDefinitionArn }) => taskDefinitionArn === newRevision.arn).map(({ arn }) => arn),
  );
  return candidates.find(
    ({ targetRevisionArn }) => targetRevisionArn !== undefined && ours.has(targetRevisionArn),
  );
}
