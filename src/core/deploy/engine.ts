import { QuaysideError } from '../lib/errors';
import { tagCommand } from '../docker/dockerCli';
import { probeEngine } from '../docker/engine';
import { buildImage } from './build';
import type { DeployDeps, ImageDeps, WatchDeps } from './deps';
import type { DeployEvent, WatchReference } from './event';
import { readFacts, type PlanFacts } from './facts';
import { readGitFacts } from './git';
import { placeOf } from './place';
import { prepare, type PreparedDeploy } from './planning';
import { confirmImage, pushImage } from './push';
import { rollBack, type RollBackOutcome } from './rollBack';
import { run } from './run';
import { shared } from './shared';
import { renderTag } from './tag';
import type { BuildSource, DeployTarget } from './target';
import { watch } from './watch/watcher';

export type { PreparedDeploy, RollBackOutcome };

/**
 * Reads what runs now and works out what a deployment would do; changes nothing. Fails with `unsupportedService`
 * (details.shape), `containerNotFound` (details.candidates: the names to choose from), `notFound`, `settings` (a tag
 * template that gives no tag), or what AWS answered. What only keeps it from starting is a check of the plan. `onDraft`
 * hears of the plan as soon as the service and its revision are known, and again with each further answer: what is not
 * known yet is a `pending` check, and such a plan cannot run.
 */
export async function planDeploy(
  target: DeployTarget,
  deps: DeployDeps,
  signal: AbortSignal,
  onDraft: (draft: PreparedDeploy) => void = () => undefined,
): Promise<PreparedDeploy> {
  const prepared = (facts: PlanFacts): PreparedDeploy => prepare(facts, deps.connection.info, deps.options);
  return prepared(await readFacts(target, deps, shared(signal), (facts) => onDraft(prepared(facts))));
}

/**
 * Builds, pushes, registers, updates and watches. Never throws for what goes wrong: the last event is `failed` or
 * `verdict`. The signal cancels up to the update, and ends the watching after it; what stands then is said.
 */
export function runDeploy(
  prepared: PreparedDeploy,
  deps: DeployDeps,
  signal: AbortSignal,
): AsyncGenerator<DeployEvent> {
  return run(prepared, deps, signal);
}

/** Watches a rollout until it has ended, whoever started it; when the signal fires it ends with `watchEnded`. */
export async function* watchRollout(
  reference: WatchReference,
  deps: WatchDeps,
  signal: AbortSignal,
): AsyncGenerator<DeployEvent> {
  yield { type: 'resumed', at: deps.clock.now(), reference };
  yield* watch(reference, deps, signal);
}

/** Asks ECS to stop a rollout and bring the old revision back. Fails with what AWS answered. */
export function stopAndRollBack(
  reference: WatchReference,
  deps: WatchDeps,
  signal: AbortSignal,
): Promise<RollBackOutcome> {
  return rollBack(reference, deps, signal);
}

/**
 * Builds an image and leaves it in the local engine. `image` is its full name; without one it is called after the
 * context's folder. Fails with `engineMissing`, `engineNotRunning` or `buildFailed` (details.lines).
 */
export async function buildOnly(
  request: { readonly source: BuildSource; readonly image?: string },
  deps: Omit<ImageDeps, 'connection'>,
  signal: AbortSignal,
  onLine: (line: string) => void,
): Promise<{ readonly imageId: string; readonly image: string }> {
  const { source } = request;
  const [engine, git] = await Promise.all([
    probeEngine(deps.runner, deps.options, signal),
    deps.git?.(source.context, signal) ?? readGitFacts(deps.runner, source.context, signal),
  ]);
  const image =
    request.image ?? `${folderName(source.context)}:${renderTag(deps.options.tag, git, deps.clock.now())}`;
  const job = { source, platform: source.platform, tag: image, engine, git };
  const { imageId } = await buildImage(job, deps, signal, { line: onLine });
  return { imageId, image };
}

/** A folder's name as image names may be written. */
function folderName(folder: string): string {
  const name = folder.split(/[\\/]/).filter(Boolean).at(-1)?.toLowerCase() ?? '';
  return name.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'image';
}

/**
 * Pushes a local image to a repository (host and path) of a registry that this connection can sign in to; the registry
 * has confirmed the digest. Fails as a deploy's push does, and with `notFound` (details.image) when the engine has no
 * such image.
 */
export async function pushOnly(
  request: { readonly image: string; readonly repositoryUri: string; readonly tag: string },
  deps: ImageDeps,
  signal: AbortSignal,
  onLine: (line: string) => void,
): Promise<{ readonly reference: string; readonly digest: string }> {
  const reference = `${request.repositoryUri}:${request.tag}`;
  const place = placeOf(reference);
  if (place?.reference.registry === undefined) {
    throw new QuaysideError('invalid', `${reference} names no registry`, { details: { reference } });
  }
  if (request.image !== reference) await tagImage(request.image, reference, deps, signal);
  const pushed = await pushImage(reference, place, deps, signal, { line: onLine });
  const { digest } = await confirmImage(place, pushed, pushed, deps, signal);
  return { reference, digest };
}

async function tagImage(
  image: string,
  reference: string,
  { runner, options }: ImageDeps,
  signal: AbortSignal,
): Promise<void> {
  const { exitCode, stderr } = await runner.run(tagCommand(options, image, reference), { signal });
  if (exitCode === 0) return;
  const quote = stderr.trim();
  const code = /cannot connect|error during connect/i.test(quote) ? 'engineNotRunning' : 'notFound';
  throw new QuaysideError(code, `There is no local image ${image}`, { details: { image, quote } });
}
