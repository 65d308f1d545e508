import { message, type Message } from '../../lib/message';
import type { StageId, Tone } from '../event';
import { planBlocked, planPending } from '../plan';
import type { DeployState, ShiftView } from '../state';

const STAGE_HEADLINES: Readonly<Record<Exclude<StageId, 'rollout'>, Message>> = {
  plan: message('deploy.planning', 'Reading what runs now'),
  build: message('deploy.building', 'Building the image'),
  push: message('deploy.pushing', 'Pushing the image'),
  register: message('deploy.registering', 'Registering the new revision'),
  update: message('deploy.updating', 'Updating the service'),
};

const CONFIRMING = message('deploy.confirming', 'Asking the registry for the image');

/** The deployment in a few words, and how they should look. */
export function headlineOf(state: DeployState): Pick<DeployState, 'headline' | 'tone'> {
  if (state.verdict !== undefined) return { headline: state.verdict.title, tone: state.verdict.tone };
  if (state.failure !== undefined) return { headline: state.failure.title, tone: 'failure' };
  if (state.phase === 'planning') return { headline: STAGE_HEADLINES.plan, tone: 'neutral' };
  if (state.phase === 'review') return reviewHeadline(state);
  const active = state.stages.findLast(({ status }) => status === 'active');
  if (active !== undefined && active.id !== 'rollout') {
    // An image that exists already is not pushed: the registry is only asked for it.
    const asking = active.id === 'push' && state.plan?.source.kind === 'image';
    return { headline: asking ? CONFIRMING : STAGE_HEADLINES[active.id], tone: 'progress' };
  }
  return rolloutHeadline(state);
}

function reviewHeadline(state: DeployState): Pick<DeployState, 'headline' | 'tone'> {
  if (state.plan !== undefined && planBlocked(state.plan)) {
    return { headline: message('deploy.blocked', 'Something keeps it from starting'), tone: 'warning' };
  }
  if (state.plan !== undefined && planPending(state.plan)) {
    return {
      headline: message('deploy.checking', 'Checking what could keep it from starting'),
      tone: 'neutral',
    };
  }
  return { headline: message('deploy.ready', 'Ready to deploy'), tone: 'neutral' };
}

function rolloutHeadline({ rollout, oldRevision }: DeployState): Pick<DeployState, 'headline' | 'tone'> {
  if (rollout === undefined)
    return { headline: message('deploy.scheduling', 'ECS is scheduling tasks'), tone: 'progress' };
  if (rollout.rollingBack) {
    return {
      headline:
        oldRevision === undefined
          ? message('deploy.rollingBack', 'Rolling back')
          : message('deploy.rollingBackTo', 'Rolling back to revision {0}', oldRevision.revision),
      tone: 'warning',
    };
  }
  const { healthy, desired, failed, revision } = rollout.next;
  const staged = rollout.shift === undefined ? undefined : stageHeadline(rollout.shift, revision);
  if (staged !== undefined) return staged;
  const tone: Tone = failed > 0 ? 'warning' : 'progress';
  if (failed > 0 && healthy === 0) {
    return { headline: message('deploy.failingTasks', 'New tasks fail: {0} so far', failed), tone };
  }
  // A desired count of 0 has nothing to be healthy.
  if (desired === 0 && healthy === 0)
    return { headline: message('deploy.confirmingEnd', 'ECS is confirming the deployment'), tone };
  // The number that matters for the grammar is the second one.
  const template = desired === 1 ? '{0} of {1} new task healthy' : '{0} of {1} new tasks healthy';
  return { headline: message('deploy.healthyTasks', template, healthy, desired), tone };
}

/** A stage that is about traffic and not about tasks; undefined for the others. */
function stageHeadline(
  { stage, hooks, production }: ShiftView,
  revision: number,
): Pick<DeployState, 'headline' | 'tone'> | undefined {
  if (hooks.some(({ awaitsAction }) => awaitsAction))
    return { headline: message('deploy.paused', 'Paused: continue or roll back?'), tone: 'warning' };
  switch (stage) {
    case 'TEST_TRAFFIC_SHIFT':
    case 'POST_TEST_TRAFFIC_SHIFT':
      return {
        headline: message('deploy.testTraffic', 'Revision {0} gets the test traffic', revision),
        tone: 'progress',
      };
    case 'PRE_PRODUCTION_TRAFFIC_SHIFT':
    case 'PRODUCTION_TRAFFIC_SHIFT':
    case 'POST_PRODUCTION_TRAFFIC_SHIFT':
      return {
        headline:
          production === undefined || production.next === 0
            ? message('deploy.firstTraffic', 'Revision {0} is about to get traffic', revision)
            : message(
                'deploy.productionTraffic',
                '{0} % of the traffic goes to revision {1}',
                production.next,
                revision,
              ),
        tone: 'progress',
      };
    case 'BAKE_TIME':
      return {
        headline: message('deploy.baking', 'Revision {0} takes the traffic, on probation', revision),
        tone: 'progress',
      };
    case 'CLEAN_UP':
      return { headline: message('deploy.cleanUp', 'ECS removes the old tasks'), tone: 'progress' };
    default:
      return undefined;
  }
}
