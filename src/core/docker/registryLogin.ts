import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { QuaysideError } from '../lib/errors';
import { isJsonObject, type JsonObject } from '../lib/json';
import type { ProgramRunner } from './command';
import { loginCommand, type DockerTool } from './dockerCli';

export interface LoginRequest {
  /** The registry's host, as image references have it. */
  readonly server: string;
  /** Asked for only when docker does not sign in by itself. */
  readonly credentials: () => Promise<{ readonly username: string; readonly password: string }>;
}

/** Members of the user's configuration that decide which engine is spoken to and how; credentials are not among them. */
const KEPT = ['currentContext', 'proxies', 'aliases'] as const;

/**
 * Calls `use` with an environment in which docker may push to the registry. The login lives in a configuration folder
 * of its own that only this user can read and that is always removed: the user's configuration is never written, and
 * no credential store of the system is asked. Fails with `loginFailed`.
 */
export async function withRegistryLogin<T>(
  request: LoginRequest,
  {
    runner,
    tool,
    signal,
    env,
  }: {
    readonly runner: ProgramRunner;
    readonly tool: DockerTool;
    readonly signal: AbortSignal;
    readonly env?: NodeJS.ProcessEnv;
  },
  use: (env: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const own = (env ?? process.env)['DOCKER_CONFIG'] ?? path.join(homedir(), '.docker');
  const config = await readConfig(own);
  if (signsInItself(config, request.server)) return use({});
  const { username, password } = await request.credentials();
  const folder = await mkdtemp(path.join(tmpdir(), 'quayside-docker-'));
  try {
    await fill(folder, own, config, request.server);
    const login = { username, password, server: request.server };
    const result = await runner.run(loginCommand(tool, login, { DOCKER_CONFIG: folder }), { signal });
    if (result.exitCode !== 0) {
      const quote = result.stderr.trim();
      throw new QuaysideError('loginFailed', `Login to ${request.server} failed`, {
        details: { server: request.server, quote },
      });
    }
    return await use({ DOCKER_CONFIG: folder });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function readConfig(folder: string): Promise<JsonObject> {
  try {
    const value: unknown = JSON.parse(await readFile(path.join(folder, 'config.json'), 'utf8'));
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

async function fill(folder: string, own: string, config: JsonObject, server: string): Promise<void> {
  const kept = Object.fromEntries(
    KEPT.filter((key) => config[key] !== undefined).map((key) => [key, config[key]]),
  );
  const extra: unknown = config['cliPluginsExtraDirs'];
  const folders: readonly unknown[] = Array.isArray(extra) ? extra : [];
  const cliPluginsExtraDirs = [...folders, path.join(own, 'cli-plugins')];
  // An entry under auths keeps docker from choosing the system's credential store for a configuration that looks new.
  const auths = { [server]: {} };
  const file = path.join(folder, 'config.json');
  await writeFile(file, JSON.stringify({ ...kept, cliPluginsExtraDirs, auths }), { mode: 0o600 });
  await linkContexts(folder, own);
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
