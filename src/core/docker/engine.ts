import { QuaysideError } from '../lib/errors';
import { isJsonObject, type JsonObject } from '../lib/json';
import type { ProgramResult, ProgramRunner } from './command';
import { buildxVersionCommand, versionCommand, type Builder, type DockerTool } from './dockerCli';

/** What answers behind the docker command, and what it can build with. */
export interface EngineFacts {
  readonly clientVersion: string;
  readonly serverVersion: string;
  readonly builder: Builder;
  /** False for buildx components older than attestations (0.10). */
  readonly attestations: boolean;
}

/**
 * Asks client and engine who they are. Fails with `engineMissing` when there is no program, and with
 * `engineNotRunning` (details.quote: the engine's or client's own words) when nothing answers.
 */
export async function probeEngine(
  runner: ProgramRunner,
  tool: DockerTool,
  signal: AbortSignal,
): Promise<EngineFacts> {
  const [version, buildx] = await Promise.all([
    runner.run(versionCommand(tool), { signal }),
    runner.run(buildxVersionCommand(tool), { signal }),
  ]);
  const answer = parseVersion(version);
  const client = member(answer, 'Client');
  const server = member(answer, 'Server');
  if (server === undefined) {
    const quote = version.stderr.trim();
    throw new QuaysideError(
      'engineNotRunning',
      quote === '' ? 'The container engine did not answer' : quote,
      {
        details: { file: tool.command, quote },
      },
    );
  }
  const clientVersion = text(client, 'Version');
  return {
    clientVersion,
    serverVersion: text(server, 'Version'),
    builder: chooseBuilder(buildx, clientVersion, server),
    attestations: knowsAttestations(buildx),
  };
}

/**
 * Clients up to 20.10 have a BuildKit of their own. Later ones need the buildx component: without it they refuse
 * BuildKit altogether, so the classic builder is all there is.
 */
function chooseBuilder(buildx: ProgramResult, clientVersion: string, server: JsonObject): Builder {
  if (buildx.exitCode === 0) return 'buildx';
  const api = numbers(text(server, 'ApiVersion'));
  const old = (numbers(clientVersion)[0] ?? 0) < 23;
  const capable = (api[0] ?? 0) > 1 || (api[1] ?? 0) >= 39;
  return old && capable && text(server, 'Os') === 'linux' ? 'buildkit' : 'classic';
}

function knowsAttestations({ exitCode, stdout }: ProgramResult): boolean {
  const version = /v?(\d+)\.(\d+)\.\d+/.exec(stdout);
  if (exitCode !== 0 || version === null) return false;
  return Number(version[1]) > 0 || Number(version[2]) >= 10;
}

function parseVersion({ stdout }: ProgramResult): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(stdout);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function member(value: JsonObject | undefined, key: string): JsonObject | undefined {
  const found = value?.[key];
  return isJsonObject(found) ? found : undefined;
}

function text(value: JsonObject | undefined, key: string): string {
  const found = value?.[key];
  return typeof found === 'string' ? found : '';
}

function numbers(version: string): readonly number[] {
  return version.split(/[^\d]+/).map(Number);
}

/** What builds, as people know it. */
export function builderName(builder: Builder): string {
  return { buildx: 'docker buildx', buildkit: 'docker (BuildKit)', classic: 'docker (classic builder)' }[
    builder
  ];
}
