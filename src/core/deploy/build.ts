import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { QuaysideError } from '../lib/errors';
import { message, type Message } from '../lib/message';
import { failingLines, parseBuildStep } from '../docker/buildOutput';
import { buildCommand, commandLine, type BuildRequest } from '../docker/dockerCli';
import type { EngineFacts } from '../docker/engine';
import type { GitFacts, ImageDeps } from './deps';
import type { BuildSource } from './target';

export interface BuildJob {
  readonly source: BuildSource;
  readonly platform: string | undefined;
  readonly tag: string;
  readonly engine: EngineFacts;
  readonly git: GitFacts;
}

/** Hears what a build or push says. */
export interface OutputListener {
  readonly line: (line: string) => void;
  readonly progress?: (text: Message) => void;
}

/** Lines that a failure is looked for in. */
const REMEMBERED = 400;

/** Builds an image; answers its id. Fails with `buildFailed` (details.lines: the lines that show it). */
export async function buildImage(
  job: BuildJob,
  { runner, logger, options }: Pick<ImageDeps, 'runner' | 'logger' | 'options'>,
  signal: AbortSignal,
  listener: OutputListener,
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quayside-build-'));
  try {
    const idFile = path.join(folder, 'image');
    const command = buildCommand(options, requestOf(job, options.provenance, idFile));
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
    if (exitCode !== 0) {
      throw new QuaysideError('buildFailed', `docker build ended with code ${exitCode}`, {
        details: { exitCode, lines: failingLines(lines) },
      });
    }
    return (await readFile(idFile, 'utf8')).trim();
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function requestOf(
  { source, platform, tag, engine, git }: BuildJob,
  provenance: boolean,
  idFile: string,
): BuildRequest {
  const revision =
    git.commit === undefined ? undefined : `${git.commit}${git.dirty === true ? '-dirty' : ''}`;
  return {
    builder: engine.builder,
    attestations: engine.attestations,
    provenance,
    dockerfile: source.dockerfile,
    context: source.context,
    ...(source.stage === undefined ? {} : { stage: source.stage }),
    ...(platform === undefined ? {} : { platform }),
    buildArgs: source.buildArgs ?? {},
    labels: revision === undefined ? {} : { 'org.opencontainers.image.revision': revision },
    tags: [tag],
    idFile,
  };
}

function hear(line: string, { line: onLine, progress }: OutputListener): void {
  onLine(line);
  const step = parseBuildStep(line);
  if (step !== undefined)
    progress?.(message('build.step', 'Step {0} of {1}: {2}', step.step, step.steps, step.text));
}
