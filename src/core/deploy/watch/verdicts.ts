import { counted, message } from '../../lib/message';
import type { Verdict, WatchReference } from '../event';

/** The sentences of every way in which a rollout can end. */

/** What ECS still does after it called a deployment successful: early success, and tasks that drain. */
export interface Afterwards {
  readonly toStart: number;
  readonly toStop: number;
}

export function succeeded(
  reference: WatchReference,
  endedAt: number,
  desired: number,
  afterwards: Afterwards = { toStart: 0, toStop: 0 },
): Verdict {
  const seconds = Math.max(0, Math.floor((endedAt - reference.startedAt) / 1000));
  const { revision } = reference.newRevision;
  return {
    kind: 'succeeded',
    tone: 'success',
    endedAt,
    title:
      seconds < 60
        ? message('verdict.succeededSeconds', 'Deployed revision {0} in {1} s', revision, seconds)
        : message(
            'verdict.succeeded',
            'Deployed revision {0} in {1} m {2} s',
            revision,
            Math.floor(seconds / 60),
            seconds % 60,
          ),
    ...succeededDetail(desired, afterwards),
  };
}

function succeededDetail(desired: number, { toStart, toStop }: Afterwards): Pick<Verdict, 'detail'> {
  if (desired === 0)
    return { detail: message('verdict.nothingStarted', 'No task runs: the desired count is 0.') };
  if (toStart === 0 && toStop === 0) return {};
  return {
    detail: message(
      'verdict.early',
      'ECS counts it as done early: new tasks still to start: {0}, old tasks still to stop: {1}.',
      toStart,
      toStop,
    ),
  };
}

export function rolledBack({ oldRevision, newRevision }: WatchReference, quote: string | undefined): Verdict {
  return {
    kind: 'rolledBack',
    tone: 'failure',
    title:
      oldRevision === undefined
        ? message('verdict.rolledBack', 'Failed: ECS rolled back')
        : message(
            'verdict.rolledBackTo',
            'Failed: the service runs revision {0} again',
            oldRevision.revision,
          ),
    // A forced deployment goes back to tasks of the same revision.
    ...(oldRevision?.arn === newRevision.arn
      ? {}
      : {
          detail: message(
            'verdict.rolledBackDetail',
            'Revision {0} is kept, but nothing runs it.',
            newRevision.revision,
          ),
        }),
    ...quoted(quote),
  };
}

export function rollbackFailed(quote: string | undefined): Verdict {
  return {
    kind: 'rollbackFailed',
    tone: 'failure',
    title: message('verdict.rollbackFailed', 'Failed, and the rollback failed too: the service is degraded'),
    ...quoted(quote),
  };
}

export function failed(
  { oldRevision }: WatchReference,
  oldRunning: number,
  quote: string | undefined,
): Verdict {
  return {
    kind: 'failed',
    tone: 'failure',
    title: message('verdict.failed', 'Failed: ECS gave up and does not roll back'),
    ...(oldRevision === undefined
      ? {}
      : {
          detail: counted(
            oldRunning,
            'verdict.failedDetail',
            '{0} task of revision {1} still runs.',
            '{0} tasks of revision {1} still run.',
            oldRevision.revision,
          ),
        }),
    ...quoted(quote),
  };
}

export function stopped(quote: string | undefined): Verdict {
  return {
    kind: 'stopped',
    tone: 'failure',
    title: message('verdict.stopped', 'Stopped, and not rolled back'),
    ...quoted(quote),
  };
}

export function superseded(by: number): Verdict {
  return {
    kind: 'superseded',
    tone: 'neutral',
    title: message('verdict.superseded', 'Superseded by a newer deployment of revision {0}', by),
  };
}

/** Adds who registered the revision that came instead. */
export function registeredBy(verdict: Verdict, revision: number, who: string): Verdict {
  return {
    ...verdict,
    detail: message('verdict.supersededBy', 'Revision {0} was registered by {1}.', revision, who),
  };
}

export function replaced(reference: WatchReference, by: number): Verdict {
  return {
    kind: 'superseded',
    tone: 'neutral',
    title: message(
      'verdict.replaced',
      'Deployed revision {0}, then replaced by revision {1}',
      reference.newRevision.revision,
      by,
    ),
  };
}

export function deleted(): Verdict {
  return {
    kind: 'deleted',
    tone: 'failure',
    title: message('verdict.deleted', 'The service was deleted'),
  };
}

export function watchEnded(): Verdict {
  return {
    kind: 'watchEnded',
    tone: 'neutral',
    title: message('verdict.watchEnded', 'No longer watched'),
    detail: message('verdict.goesOn', 'ECS goes on with this deployment.'),
  };
}

function quoted(quote: string | undefined): { readonly quote?: string } {
  return quote === undefined || quote === '' ? {} : { quote };
}
