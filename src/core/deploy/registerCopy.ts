import type { RawTaskDefinition } from '../aws/api';
import { QuaysideError } from '../lib/errors';
import { message, type Message } from '../lib/message';
import type { RevisionRef } from './plan';
import { proveCopy } from './proof';
import type { StageContext } from './stage';
import { copyWithImages, ownTags, revisionOf, type RevisionChange } from './taskDefinition';

/** What is registered, and what it is proven against: tags may have to be left out. */
interface Attempt {
  readonly base: RawTaskDefinition;
  readonly change: RevisionChange;
  readonly note?: Message;
}

/**
 * Registers the planned copy and proves it. Who may not tag gets it without the tags that tell the commit, then without
 * any, and is told: it is no reason to fail a deploy.
 */
export async function registerCopy(
  { prepared, deps, signal }: StageContext,
  change: RevisionChange,
  onRegistered: (revision: RevisionRef) => void,
): Promise<{ readonly revision: RevisionRef; readonly provenChanges: number; readonly note: Message }> {
  const { ecs } = deps.connection;
  const [first, ...others] = attempts(prepared.facts.base, change);
  let attempt = first;
  let registered;
  for (;;) {
    try {
      // From here to its answer a call that changes something is not cancelled: its outcome must be known.
      const { base, change: wanted } = attempt;
      const body = copyWithImages(base, wanted);
      registered = await ecs.registerTaskDefinition(body, new AbortController().signal);
      break;
    } catch (error) {
      const next = mayNotTag(error) ? others.shift() : undefined;
      if (next === undefined) throw error;
      deps.logger.warn(`Tagging is denied: ${String(next.note?.template)}`);
      attempt = next;
    }
  }
  onRegistered({ ...registered, family: prepared.plan.base.family });
  const copy = await describeNew(registered.arn, deps, signal);
  const provenChanges = proveCopy(attempt.base, copy, attempt.change);
  const revision = revisionOf(copy.body);
  return {
    revision,
    provenChanges,
    note: attempt.note ?? message('stage.revision', 'revision {0}', revision.revision),
  };
}

/** Tries, and the pause between them, before a revision that AWS has just registered counts as not there: reads may lag. */
const DESCRIBE_TRIES = 5;
const DESCRIBE_PAUSE_MS = 2000;

async function describeNew(
  arn: string,
  { connection, clock }: StageContext['deps'],
  signal: AbortSignal,
): Promise<RawTaskDefinition> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await connection.ecs.describeTaskDefinition(arn, signal);
    } catch (error) {
      // To ECS a revision that it does not know is a ClientException.
      const unknown = QuaysideError.is(error, 'invalid') || QuaysideError.is(error, 'notFound');
      if (!unknown || attempt >= DESCRIBE_TRIES) throw error;
      await clock.sleep(DESCRIBE_PAUSE_MS, signal);
    }
  }
}

function attempts(base: RawTaskDefinition, change: RevisionChange): readonly [Attempt, ...Attempt[]] {
  const { images, tags = [] } = change;
  const carried = ownTags(base.tags).length > 0;
  return [
    { base, change },
    ...(tags.length > 0 && carried
      ? [
          {
            base,
            change: { images },
            note: message('stage.noGitTags', 'without the tags of the commit: ecs:TagResource is denied'),
          },
        ]
      : []),
    ...(tags.length > 0 || carried
      ? [
          {
            base: { ...base, tags: [] },
            change: { images },
            note: message('stage.noTags', 'without tags: ecs:TagResource is denied'),
          },
        ]
      : []),
  ];
}

function mayNotTag(error: unknown): boolean {
  return QuaysideError.is(error, 'accessDenied') && error.details['action'] === 'ecs:TagResource';
}
