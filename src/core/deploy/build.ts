import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { QuaysideError } from '../lib/errors';
import { isJsonObject } from '../lib/json';
import { message, type Message } from '../lib/message';
import { failingLines, parseBuildStep, parseLayer } from '../docker/buildOutput';
import { buildCommand, commandLine, type BuildRequest } from '../docker/dockerCli';
import type { EngineFacts } from '../docker/engine';
import { pushRefusal } from '../docker/pushOutput';
import { withRegistryLogin } from '../docker/registryLogin';
import { assertPlatform, localPlatform } from './builtPlatform';
import type { GitFacts, ImageDeps } from './deps';
import { gitLabels } from './gitTags';
import { ecrOf, type ImagePlace } from './place';
import type { BuildSource } from './target';

export interface BuildJob {
  readonly source: BuildSource;
  readonly platform: string | undefined;
  readonly tag: string;
  readonly engine: EngineFacts;
  readonly git: GitFacts;
  /** Where the image goes, for builders that reach the registry themselves: to push there, or to keep a cache there. */
  readonly place?: ImagePlace;
  /** The platform without which no task could start; absent where it is not certain. */
  readonly required?: string | undefined;
  /** True when the builder pushes what it made. */
  readonly pushes?: boolean;
}

/** Hears what a build or push says. */
export interface OutputListener {
  readonly line: (line: string) => void;
  readonly progress?: (text: Message) => void;
}

/** What a build made: an image of the local engine, or one that is in its registry already. */
export interface BuiltImage {
  readonly imageId: string;
  /** Set when the builder pushed the image. */
  readonly pushedDigest?: string;
}

type BuildDeps = Pick<ImageDeps, 'runner' | 'logger' | 'options'> & Partial<Pick<ImageDeps, 'connection'>>;

/** Lines that a failure is looked for in. */
const REMEMBERED = 400;

/**
 * Builds an image. Fails with `buildFailed` (details.lines: the lines that show it), and where the builder pushes as a
 * push does.
 */
export async function buildImage(
  job: BuildJob,
  deps: BuildDeps,
  signal: AbortSignal,
  listener: OutputListener,
): Promise<BuiltImage> {
  const { connection, runner, options } = deps;
  const { place, source } = job;
  const registry = place?.reference.registry;
  if (
    place === undefined ||
    registry === undefined ||
    connection === undefined ||
    (job.pushes !== true && source.cache === undefined)
  )
    return runBuild(job, deps, {}, signal, listener);
  const request = {
    server: registry,
    credentials: () => ecrOf(place, connection).login(signal),
    keepOthers: true,
  };
  return withRegistryLogin(request, { runner, tool: options, signal }, (env) =>
    runBuild(job, deps, env, signal, listener),
  );
}

async function runBuild(
  job: BuildJob,
  { runner, logger, options }: BuildDeps,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
  listener: OutputListener,
): Promise<BuiltImage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quayside-build-'));
  try {
    const idFile = path.join(folder, 'image');
    const pushedFile = job.pushes === true ? path.join(folder, 'pushed') : undefined;
    const files = { idFile, ...(pushedFile === undefined ? {} : { pushedFile }) };
    const command = buildCommand(options, { ...requestOf(job, options.provenance), ...files, env });
    logger.info(commandLine(command));
    const lines: string[] = [];
    const { exitCode } = await runner.run(command, {
      signal,
      onLine: (line) => {
        lines.push(line);
        if (lines.length > REMEMBERED * 2) lines.splice(0, REMEMBERED);
        hear(line, listener);
      },
    });
    if (exitCode !== 0) throw failed(exitCode, lines, job.pushes === true);
    const imageId = (await readFile(idFile, 'utf8')).trim();
    if (pushedFile === undefined) {
      if (job.required !== undefined) {
        const platform = await localPlatform(imageId, { runner, tool: options, signal });
        assertPlatform(platform === undefined ? [] : [platform], job.required);
      }
      return { imageId };
    }
    return { imageId, pushedDigest: digestIn(await readFile(pushedFile, 'utf8')) };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function failed(exitCode: number, lines: readonly string[], pushes: boolean): QuaysideError {
  const details = { exitCode, lines: failingLines(lines) };
  // A builder that pushes may have built well, and then been refused by the registry.
  if (
    pushes &&
    lines.some((line) =>
      /^#\d+ (?:ERROR: )?.*(?:failed to push|error: failed to solve: failed to push)/i.test(line),
    )
  ) {
    const refusal = pushRefusal(lines.slice(-20).join('\n'));
    const code = refusal === 'repositoryMissing' ? 'repositoryMissing' : 'pushFailed';
    return new QuaysideError(code, 'The registry did not take the image', {
      details: { ...details, refusal },
    });
  }
  return new QuaysideError('buildFailed', `The build ended with code ${exitCode}`, { details });
}

/** `containerimage.digest` of the file that buildx writes about what it pushed. */
function digestIn(metadata: string): string {
  const value: unknown = JSON.parse(metadata);
  const digest = isJsonObject(value) ? value['containerimage.digest'] : undefined;
  if (typeof digest === 'string') return digest;
  throw new QuaysideError('pushFailed', 'The build ended without naming the digest that it pushed');
}

function requestOf(
  { source, platform, tag, engine, git }: BuildJob,
  provenance: boolean,
): Omit<BuildRequest, 'idFile'> {
  return {
    builder: engine.builder,
    attestations: engine.attestations,
    provenance,
    dockerfile: source.dockerfile,
    context: source.context,
    ...(source.stage === undefined ? {} : { stage: source.stage }),
    ...(platform === undefined ? {} : { platform }),
    buildArgs: source.buildArgs ?? {},
    secrets: source.secrets ?? {},
    ...(source.cache === undefined ? {} : { cache: cacheReference(source.cache, tag) }),
    ...(source.options === undefined ? {} : { options: source.options }),
    labels: gitLabels(git),
    tags: [tag],
  };
}

/** `registry` keeps the cache beside the image: same repository, tag `buildcache`. */
function cacheReference(cache: string, image: string): string {
  return cache === 'registry' ? `${image.replace(/:[^:/]*$/, '')}:buildcache` : cache;
}

function hear(line: string, { line: onLine, progress }: OutputListener): void {
  onLine(line);
  const step = parseBuildStep(line);
  if (step !== undefined)
    progress?.(message('build.step', 'Step {0} of {1}: {2}', step.step, step.steps, step.text));
  const layer = parseLayer(line);
  if (layer !== undefined)
    progress?.(message('build.layer', 'Layer {0}: {1} of {2}', layer.id, layer.done, layer.size));
}
