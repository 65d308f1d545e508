import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { QuaysideError } from '../lib/errors';
import { isJsonObject, type JsonObject } from '../lib/json';
import type { ProgramRunner } from './command';
import { loginCommand, logoutCommand, type DockerTool } from './dockerCli';
import { toolKind } from './toolKind';

export interface LoginRequest {
  /** The registry's host, as image references have it. */
  readonly server: string;
  /** Asked for only when docker does not sign in by itself. */
  readonly credentials: () => Promise<{ readonly username: string; readonly password: string }>;
  /** True for builds: base images may come from registries that the person is signed in to. */
  readonly keepOthers?: boolean;
}

interface LoginDeps {
  readonly runner: ProgramRunner;
  readonly tool: DockerTool;
  readonly signal: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
}

/** Members of the user's configuration that decide which engine is spoken to and how; credentials are not among them. */
const KEPT = ['currentContext', 'proxies', 'aliases'] as const;

/**
 * Calls `use` with an environment in which the program may push to the registry. The login lives in a folder of its own
 * that only this user can read and that is always removed: the user's configuration is never written, and no credential
 * store of the system is asked. Finch alone keeps logins where it wants: there it is signed out again. Fails with
 * `loginFailed`.
 */
export async function withRegistryLogin<T>(
  request: LoginRequest,
  deps: LoginDeps,
  use: (env: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const kind = toolKind(deps.tool);
  if (kind === 'finch') return withOwnLogin(request, deps, use);
  const own = configFolder(deps.env ?? process.env, kind);
  const config = await readConfig(path.join(own, kind === 'podman' ? 'auth.json' : 'config.json'));
  if (signsInItself(config, request.server)) return use({});
  const { username, password } = await request.credentials();
  const folder = await mkdtemp(path.join(tmpdir(), 'quayside-docker-'));
  try {
    const env =
      kind === 'podman'
        ? await fillForPodman(folder, config, request)
        : await fillForDocker(folder, own, config, request, deps.env ?? process.env);
    await signIn({ username, password, server: request.server }, deps, env);
    return await use(env);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function withOwnLogin<T>(
  { server, credentials }: LoginRequest,
  deps: LoginDeps,
  use: (env: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  await signIn({ ...(await credentials()), server }, deps, {});
  try {
    return await use({});
  } finally {
    // Also after a cancellation, which must not leave a login behind.
    await deps.runner.run(logoutCommand(deps.tool, server), { signal: new AbortController().signal });
  }
}

async function signIn(
  login: { readonly username: string; readonly password: string; readonly server: string },
  { runner, tool, signal }: LoginDeps,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const result = await runner.run(loginCommand(tool, login, env), { signal });
  if (result.exitCode === 0) return;
  throw new QuaysideError('loginFailed', `Login to ${login.server} failed`, {
    details: { server: login.server, quote: result.stderr.trim() },
  });
}

/** Podman looks for logins in the runtime folder first (containers-auth.json(5)). */
function configFolder(env: NodeJS.ProcessEnv, kind: 'docker' | 'podman' | 'nerdctl'): string {
  if (kind !== 'podman') return env['DOCKER_CONFIG'] ?? path.join(homedir(), '.docker');
  const file = env['REGISTRY_AUTH_FILE'];
  if (file !== undefined) return path.dirname(file);
  const runtime = env['XDG_RUNTIME_DIR'];
  return runtime === undefined
    ? path.join(homedir(), '.config', 'containers')
    : path.join(runtime, 'containers');
}

async function readConfig(file: string): Promise<JsonObject> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isJsonObject(value) ? value : {};
  } catch {
    // None, or none that docker could read either.
    return {};
  }
}

/** ECR's own helper refuses to store a login (amazon-ecr-credential-helper #239), and needs none. */
function signsInItself(config: JsonObject, server: string): boolean {
  const helpers = config['credHelpers'];
  const helper = isJsonObject(helpers) ? helpers[server] : undefined;
  return (helper ?? config['credsStore']) === 'ecr-login';
}

async function fillForPodman(
  folder: string,
  config: JsonObject,
  { keepOthers }: LoginRequest,
): Promise<Readonly<Record<string, string>>> {
  const file = path.join(folder, 'auth.json');
  await writeFile(file, JSON.stringify(keepOthers === true ? config : {}), { mode: 0o600 });
  return { REGISTRY_AUTH_FILE: file };
}

async function fillForDocker(
  folder: string,
  own: string,
  config: JsonObject,
  { server, keepOthers }: LoginRequest,
  env: NodeJS.ProcessEnv,
): Promise<Readonly<Record<string, string>>> {
  const extra: unknown = config['cliPluginsExtraDirs'];
  const folders: readonly unknown[] = Array.isArray(extra) ? extra : [];
  const cliPluginsExtraDirs = [...folders, path.join(own, 'cli-plugins')];
  const kept = keepOthers === true ? withOthers(config, server) : withoutOthers(config, server);
  const file = path.join(folder, 'config.json');
  await writeFile(file, JSON.stringify({ ...kept, cliPluginsExtraDirs }), { mode: 0o600 });
  await linkContexts(folder, own);
  // Builders of buildx are looked for beside the configuration, too.
  const builders = env['BUILDX_CONFIG'] ?? path.join(own, 'buildx');
  return { DOCKER_CONFIG: folder, ...(keepOthers === true ? { BUILDX_CONFIG: builders } : {}) };
}

function withoutOthers(config: JsonObject, server: string): JsonObject {
  const kept = Object.fromEntries(
    KEPT.filter((key) => config[key] !== undefined).map((key) => [key, config[key]]),
  );
  // An entry under auths keeps docker from choosing the system's credential store for a configuration that looks new.
  return { ...kept, auths: { [server]: {} } };
}

/** An empty name of a helper means this very file (docker/cli, configfile.GetCredentialsStore): the store is not asked. */
function withOthers(config: JsonObject, server: string): JsonObject {
  const auths = isJsonObject(config['auths']) ? config['auths'] : {};
  const helpers = isJsonObject(config['credHelpers']) ? config['credHelpers'] : {};
  return { ...config, auths: { ...auths, [server]: {} }, credHelpers: { ...helpers, [server]: '' } };
}

/** Contexts, with their TLS material, are looked for in the configuration folder. */
async function linkContexts(folder: string, own: string): Promise<void> {
  const contexts = path.join(own, 'contexts');
  const exists = await stat(contexts).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (exists) await symlink(contexts, path.join(folder, 'contexts'), 'junction');
}
