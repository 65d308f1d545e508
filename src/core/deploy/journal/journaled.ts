import { createHash } from 'node:crypto';
import type { EcsApi } from '../../aws/api';
import type { Connection } from '../../aws/connection';
import { parseImageReference, repositoryUri } from '../../docker/imageReference';
import { describeError, type ErrorCode } from '../../lib/errors';
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json';
import type { Logger } from '../../lib/logger';
import { parseTaskDefinition } from '../../model/arn';
import type { Tag } from '../../model/service';
import type { DeployDeps } from '../deps';
import type { DeployEvent, DeployFailure } from '../event';
import { failureOf } from '../failure';
import type { PreparedDeploy } from '../planning';
import { isAccepted } from '../plan';
import { revisionChange } from '../revisionChange';
import { run } from '../run';
import { acceptedChange } from '../stages';
import { containersOf } from '../taskDefinition';
import { placeOfService, type JournalEntry, type JournalRecord } from './entry';
import type { OwnedEntry } from './journal';

/** The two requests that change something. */
type Changing = Pick<EcsApi, 'registerTaskDefinition' | 'updateService'>;

/**
 * The connection with both changing requests written down: the intent before each is sent (which is not sent when that
 * fails), the outcome after its answer.
 */
export function journaled(connection: Connection, owned: OwnedEntry, logger: Logger): Connection {
  const { ecs } = connection;
  const changing: Changing = {
    async registerTaskDefinition(body, signal) {
      await owned.record({ step: 'registering', ...intentOf(body), fingerprint: fingerprint(body) });
      const { arn, revision } = await ecs.registerTaskDefinition(body, signal);
      const { family } = parseTaskDefinition(arn);
      await known(owned, { step: 'registered', revision: { arn, family, revision } }, logger);
      return { arn, revision };
    },
    async updateService(update, signal) {
      const { cluster, service, ...change } = update;
      const arn = change.taskDefinition;
      const revision = arn === undefined ? {} : { revision: { arn, ...parseTaskDefinition(arn) } };
      await owned.record({ step: 'updating', ...revision, change });
      return ecs.updateService({ cluster, service, ...change }, signal);
    },
  };
  return {
    // What the account is may be learnt later, and clients are made on first use.
    get info() {
      return connection.info;
    },
    ecs: { ...ecs, ...changing },
    get ecr() {
      return connection.ecr;
    },
    get elb() {
      return connection.elb;
    },
    get scaling() {
      return connection.scaling;
    },
    get sts() {
      return connection.sts;
    },
    logs: (region) => connection.logs(region),
    ecrIn: (region) => connection.ecrIn(region),
    as: (use) => journaled(connection.as(use), owned, logger),
    dispose: () => connection.dispose(),
  };
}

/** What is known already need not be written: a later look finds it out again. */
async function known(owned: OwnedEntry, record: JournalRecord, logger: Logger): Promise<void> {
  await owned
    .record(record)
    .catch((error: unknown) => logger.warn(`A step was not written down: ${describeError(error)}`));
}

/** The same for the same request, however its members are ordered; says nothing about what is in it. */
export function fingerprint(body: JsonObject): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(body)))
    .digest('hex');
}

function sorted(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => sorted(item) ?? null);
  if (!isJsonObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
}

function intentOf(body: JsonObject): Pick<JournalRecord, 'images' | 'tags'> {
  const tags = Array.isArray(body['tags']) ? (body['tags'] as readonly Tag[]) : [];
  return {
    images: Object.fromEntries(containersOf(body).map(({ name, image }) => [name, image])),
    tags,
  };
}

/** What an entry keeps of a plan that was agreed to. */
export function agreedTo(
  prepared: PreparedDeploy,
): ReturnType<typeof placeOfService> & Pick<JournalEntry, 'target' | 'change' | 'logGroups'> {
  const { plan, facts } = prepared;
  const { service, target, missingLogGroups = [] } = facts;
  return {
    ...placeOfService(service),
    target,
    change: acceptedChange(prepared),
    ...(isAccepted(plan, 'createLogGroup') ? { logGroups: missingLogGroups } : {}),
  };
}

/** Runs a planned deployment, with each step written down before it is taken. */
export async function* runJournaled(
  prepared: PreparedDeploy,
  deps: DeployDeps,
  owned: OwnedEntry,
  signal: AbortSignal,
): AsyncGenerator<DeployEvent> {
  const connection = journaled(deps.connection, owned, deps.logger);
  const images = new Map<string, string>();
  yield* follow(run(prepared, { ...deps, connection }, signal), owned, deps, async (event) => {
    if (event.type === 'imageConfirmed')
      images.set(event.container ?? prepared.plan.container, named(event, deps.options.pin));
    if (event.type === 'stageEnded' && event.stage === 'push') {
      const { tags = [] } = revisionChange(prepared.facts, images);
      await owned.record({ step: 'pushed', images: Object.fromEntries(images), tags });
    }
  });
}

/** Hands events on, and writes down what they tell before whoever made them goes on. */
export async function* follow(
  events: AsyncIterable<DeployEvent>,
  owned: OwnedEntry,
  { logger, clock }: Pick<DeployDeps, 'logger' | 'clock'>,
  before: (event: DeployEvent) => Promise<void> = () => Promise.resolve(),
): AsyncGenerator<DeployEvent> {
  for await (const event of events) {
    try {
      await before(event);
    } catch (error) {
      logger.error('A deployment cannot go on without its journal', error);
      await ended(owned, logger);
      yield event;
      yield { type: 'failed', at: clock.now(), failure: failureOf('push', error) };
      return;
    }
    if (event.type === 'updated' || event.type === 'resumed')
      await known(owned, { step: 'updated', reference: event.reference }, logger);
    if (event.type === 'failed' && staysOpen(event.failure, owned)) owned.release();
    else if (event.type === 'failed' || event.type === 'verdict') await ended(owned, logger);
    yield event;
  }
}

/** What keeps a deployment only for now: once it is out of the way, the rest of what was agreed to can be done. */
const PASSES: readonly ErrorCode[] = [
  'unreachable',
  'throttled',
  'expiredCredentials',
  'ssoLoginNeeded',
  'noCredentials',
  'mfaNeeded',
];

/** Whether the entry is kept after a failure, so that the deployment can be continued without building again. */
function staysOpen({ code }: DeployFailure, { entry: { step } }: OwnedEntry): boolean {
  if (step === 'started' || step === 'updated') return false;
  if (PASSES.includes(code)) return true;
  // A fault of AWS: heard or not, that is the question which a later look answers.
  return code === 'awsError' && (step === 'registering' || step === 'updating');
}

async function ended(owned: OwnedEntry, logger: Logger): Promise<void> {
  await owned
    .close()
    .catch((error: unknown) => logger.warn(`The journal was not closed: ${describeError(error)}`));
}

/** What the new revision will name. */
function named(
  { reference, digest }: DeployEvent & { readonly type: 'imageConfirmed' },
  pin: 'digest' | 'tag',
): string {
  const parsed = parseImageReference(reference);
  if (parsed === undefined || (pin === 'tag' && parsed.tag !== undefined)) return reference;
  return `${repositoryUri(parsed)}@${digest}`;
}
