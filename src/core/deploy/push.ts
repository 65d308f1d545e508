import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { QuaysideError, type ErrorCode } from '../lib/errors';
import { message } from '../lib/message';
import { commandLine, pushCommand } from '../docker/dockerCli';
import { PushOutput, pushRefusal, type PushRefusal } from '../docker/pushOutput';
import { withRegistryLogin } from '../docker/registryLogin';
import type { OutputListener } from './build';
import type { ImageDeps } from './deps';
import { ecrOf, findImage, type FoundImage, type ImagePlace } from './place';

const REFUSALS: Readonly<Record<PushRefusal, ErrorCode>> = {
  repositoryMissing: 'repositoryMissing',
  tokenExpired: 'loginFailed',
  tagImmutable: 'pushFailed',
  denied: 'accessDenied',
  other: 'pushFailed',
};

/** Tries, and the pause between them, before the registry counts as not having an image: its reads may lag. */
const CONFIRM_TRIES = 3;
const CONFIRM_PAUSE_MS = 1000;
const SHOWN = 15;

/**
 * Pushes a local image; answers the digest that the registry gave it. Fails with `repositoryMissing`, `accessDenied`,
 * `loginFailed` or `pushFailed` (details: quote, lines, refusal).
 */
export async function pushImage(
  image: string,
  place: ImagePlace,
  deps: ImageDeps,
  signal: AbortSignal,
  listener: OutputListener,
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quayside-push-'));
  try {
    return await runPush(image, place, path.join(folder, 'digest'), deps, signal, listener);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function runPush(
  image: string,
  place: ImagePlace,
  digestFile: string,
  { connection, runner, logger, options }: ImageDeps,
  signal: AbortSignal,
  listener: OutputListener,
): Promise<string> {
  const server = place.reference.registry ?? '';
  const request = { server, credentials: () => ecrOf(place, connection).login(signal) };
  return await withRegistryLogin(request, { runner, tool: options, signal }, async (env) => {
    const command = pushCommand(options, image, env, digestFile);
    logger.info(commandLine(command));
    const output = new PushOutput();
    const lines: string[] = [];
    const result = await runner.run(command, {
      signal,
      onLine: (line) => {
        listener.line(line);
        lines.push(line);
        if (output.push(line)) {
          const { done, layers } = output.progress;
          // The number that matters for the grammar is the second one.
          const template = layers === 1 ? '{0} of {1} layer' : '{0} of {1} layers';
          listener.progress?.(message('push.layers', template, done, layers));
        }
      },
    });
    if (result.exitCode !== 0) throw refused(image, result.stderr, lines);
    const digest = output.progress.digest ?? (await written(digestFile));
    if (digest === undefined) {
      throw new QuaysideError('pushFailed', 'The push ended without naming a digest', {
        details: { lines: lines.slice(-SHOWN) },
      });
    }
    return digest;
  });
}

/** What podman wrote about the push; undefined where the program writes nothing. */
async function written(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return /^sha256:[0-9a-f]{64}/.exec(text ?? '')?.[0];
}

function refused(image: string, stderr: string, lines: readonly string[]): QuaysideError {
  const quote = stderr.trim().split('\n').at(-1) ?? '';
  const refusal = pushRefusal(stderr);
  return new QuaysideError(REFUSALS[refusal], `The registry did not take ${image}`, {
    details: { refusal, quote, lines: lines.filter((line) => line.trim() !== '').slice(-SHOWN) },
  });
}

/**
 * Asks the registry for the image behind a reference until it tells. Fails with `imageNotConfirmed` when it does not
 * have the image, or has another one (details: reference, digest, expected).
 */
export async function confirmImage(
  place: ImagePlace,
  reference: string,
  expected: string | undefined,
  deps: ImageDeps,
  signal: AbortSignal,
): Promise<FoundImage> {
  const { repository } = place.reference;
  let digest: string | undefined;
  for (let attempt = 1; attempt <= CONFIRM_TRIES; attempt += 1) {
    const found = await findImage(place, reference, deps, signal);
    digest = found?.digest;
    if (found !== undefined && (expected === undefined || digest === expected)) return found;
    if (attempt < CONFIRM_TRIES) await deps.clock.sleep(CONFIRM_PAUSE_MS, signal);
  }
  throw new QuaysideError('imageNotConfirmed', `The registry does not confirm ${reference}`, {
    details: { repository, reference, digest, expected },
  });
}
