import { isCancellation } from '../lib/abort';
import { QuaysideError } from '../lib/errors';
import { message, type Message } from '../lib/message';
import { explainFailure } from './cause/explainFailure';
import type { DeployDeps } from './deps';
import type { DeployEvent, StageId, Verdict } from './event';
import { failureOf, leftBy } from './failure';
import { isAccepted, planBlocked, planPending, type RevisionRef } from './plan';
import type { PreparedDeploy } from './planning';
import { relay } from './relay';
import { provideImages } from './provideImages';
import type { StageContext } from './stage';
import { register, update } from './stages';
import { watch } from './watch/watcher';

/** The whole flow of a deployment, from a plan that was agreed to, to its verdict. */
export async function* run(
  prepared: PreparedDeploy,
  deps: DeployDeps,
  signal: AbortSignal,
): AsyncGenerator<DeployEvent> {
  const { clock } = deps;
  yield { type: 'planned', at: clock.now(), plan: prepared.plan };
  if (planPending(prepared.plan) || planBlocked(prepared.plan)) {
    yield { type: 'failed', at: clock.now(), failure: failureOf('plan', blocked(prepared)) };
    return;
  }
  yield { type: 'confirmed', at: clock.now() };
  const progress = new Progress();
  try {
    // Each step has been told before the next one is taken: cancelling in between means what it says.
    const step = <T>(work: (context: StageContext) => Promise<T>): AsyncGenerator<DeployEvent, T> =>
      relay((tell) => work({ prepared, deps, signal, tell: (event) => tell(progress.note(event)) }));
    const images = yield* step(provideImages);
    const revision = yield* step((context) =>
      register(context, images, (registered) => progress.registered(registered)),
    );
    if (revision.arn === prepared.plan.base.arn && !isAccepted(prepared.plan, 'forceNewDeployment')) {
      const note = message('stage.unchanged', 'nothing to do');
      yield { type: 'stageSkipped', at: clock.now(), stage: 'update', note };
      yield { type: 'verdict', at: clock.now(), verdict: unchanged(revision) };
      return;
    }
    const reference = yield* step((context) => update(context, revision));
    yield { type: 'stageStarted', at: clock.now(), stage: 'rollout' };
    yield* watch(reference, deps, signal);
  } catch (error) {
    const diagnosis = isCancellation(error) ? undefined : explainFailure(progress.stage, error);
    if (diagnosis !== undefined) yield { type: 'diagnosed', at: clock.now(), diagnosis };
    yield progress.end(error, deps);
  }
}

/** Remembers how far a deployment came, to say truthfully what stands when it ends early. */
class Progress {
  #stage: StageId = 'build';
  #revision: RevisionRef | undefined;

  get stage(): StageId {
    return this.#stage;
  }

  note(event: DeployEvent): DeployEvent {
    if (event.type === 'stageStarted') this.#stage = event.stage;
    return event;
  }

  registered(revision: RevisionRef): void {
    this.#revision = revision;
  }

  end(error: unknown, { clock, logger }: DeployDeps): DeployEvent {
    const left = leftBy(error, this.#revision?.revision);
    if (isCancellation(error)) return { type: 'verdict', at: clock.now(), verdict: cancelled(left) };
    logger.error(`Deploy failed in stage ${this.#stage}`, error);
    return { type: 'failed', at: clock.now(), failure: failureOf(this.#stage, error, left) };
  }
}

/** No update means no rollout: what runs is what was asked for. */
function unchanged({ revision }: RevisionRef): Verdict {
  return {
    kind: 'unchanged',
    tone: 'neutral',
    title: message('verdict.unchanged', 'Nothing to do: revision {0} names this very image', revision),
    detail: message(
      'verdict.unchangedDetail',
      'Nothing was registered, and the service is unchanged. To start its tasks anew, force a new deployment.',
    ),
  };
}

function cancelled(left: Message): Verdict {
  return {
    kind: 'cancelled',
    tone: 'neutral',
    title: message('verdict.cancelled', 'Cancelled'),
    detail: left,
  };
}

function blocked({ plan }: PreparedDeploy): QuaysideError {
  const ids = plan.checks
    .filter(({ level, fix }) => level === 'pending' || (level === 'error' && fix?.accepted !== true))
    .map(({ id }) => id);
  return new QuaysideError('invalid', `The plan has problems: ${ids.join(', ')}`, {
    details: { checks: ids },
  });
}
