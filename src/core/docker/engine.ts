import { QuaysideError } from '../lib/errors';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json';
import type { ProgramResult, ProgramRunner } from './command';
import {
  buildxInspectCommand,
  buildxVersionCommand,
  versionCommand,
  type Builder,
  type DockerTool,
} from './dockerCli';
import { toolKind } from './toolKind';

/** What answers behind the docker command, and what it can build with. */
export interface EngineFacts {
  readonly clientVersion: string;
  readonly serverVersion: string;
  readonly builder: Builder;
  /** False for buildx components older than attestations (0.10). */
  readonly attestations: boolean;
  /**
   * What a builder of buildx runs on when it is not the engine itself: `docker-container`, `kubernetes`, `remote` or
   * `cloud`. Such a builder pushes on its own, so that the image need not come here first.
   */
  readonly driver?: string;
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
  const kind = toolKind(tool);
  if (kind !== 'docker') return probeOther(kind, runner, tool, signal);
  const [version, buildx, inspected] = await Promise.all([
    runner.run(versionCommand(tool), { signal }),
    runner.run(buildxVersionCommand(tool), { signal }),
    runner.run(buildxInspectCommand(tool), { signal }),
  ]);
  const answer = parseVersion(version);
  const client = member(answer, 'Client');
  const server = member(answer, 'Server');
  const driver = buildx.exitCode === 0 ? driverOf(inspected) : undefined;
  // A builder that is somewhere else needs no engine here.
  if (server === undefined && driver === undefined) {
    throw notRunning(tool, version);
  }
  const clientVersion = text(client, 'Version');
  return {
    clientVersion,
    serverVersion: text(server, 'Version'),
    builder: chooseBuilder(buildx, clientVersion, server ?? {}),
    attestations: knowsAttestations(buildx),
    ...(driver === undefined ? {} : { driver }),
  };
}

/** Podman may be client and engine in one, and names no server then. */
async function probeOther(
  kind: 'podman' | 'nerdctl' | 'finch',
  runner: ProgramRunner,
  tool: DockerTool,
  signal: AbortSignal,
): Promise<EngineFacts> {
  const version = await runner.run(versionCommand(tool), { signal });
  const answer = parseVersion(version);
  const client = member(answer, 'Client');
  if (version.exitCode !== 0 || client === undefined) throw notRunning(tool, version);
  const clientVersion = text(client, 'Version');
  const server = member(answer, 'Server');
  return {
    clientVersion,
    serverVersion: text(server, 'Version') || componentVersion(server) || clientVersion,
    builder: kind,
    attestations: false,
  };
}

/** nerdctl names its engine, containerd, among the parts of the server. */
function componentVersion(server: JsonObject | undefined): string {
  const components = server?.['Components'];
  const [first] = Array.isArray(components) ? (components as readonly JsonValue[]) : [];
  return isJsonObject(first) ? text(first, 'Version') : '';
}

function notRunning(tool: DockerTool, { stderr }: ProgramResult): QuaysideError {
  const quote = stderr.trim();
  const words = quote === '' ? 'The container engine did not answer' : quote;
  return new QuaysideError('engineNotRunning', words, { details: { file: tool.command, quote } });
}

/** `docker buildx inspect` names the driver on a line of its own; `docker` is the engine itself. */
function driverOf({ exitCode, stdout }: ProgramResult): string | undefined {
  const driver = /^Driver:\s*(\S+)/m.exec(stdout)?.[1];
  return exitCode !== 0 || driver === 'docker' ? undefined : driver;
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
  return {
    buildx: 'docker buildx',
    buildkit: 'docker (BuildKit)',
    classic: 'docker (classic builder)',
    podman: 'podman',
    nerdctl: 'nerdctl',
    finch: 'finch',
  }[builder];
}
