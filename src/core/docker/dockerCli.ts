import type { ProgramCommand } from './command';
import { isDockerLike, toolKind } from './toolKind';

/** Which program speaks to which engine. */
export interface DockerTool {
  /** A bare name or an absolute path. */
  readonly command: string;
  /** A docker context other than the current one; docker's own idea. */
  readonly context?: string;
  /** A builder of buildx other than the current one, which may be far away. */
  readonly builder?: string;
}

/** `buildx` is the component, `buildkit` the older clients' own BuildKit, `classic` the builder before it. */
export type Builder = 'buildx' | 'buildkit' | 'classic' | 'podman' | 'nerdctl' | 'finch';

export interface BuildRequest {
  readonly builder: Builder;
  /** False for buildx components that do not know attestations yet. */
  readonly attestations: boolean;
  readonly provenance: boolean;
  readonly dockerfile: string;
  readonly context: string;
  readonly stage?: string;
  readonly platform?: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** By id: `env=NAME` or `src=path`. The value is read by the builder, and never seen here. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** A reference at a registry where layers are kept between builds. */
  readonly cache?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  /** Further options, one word each. */
  readonly options?: readonly string[];
  /** Where docker writes the id of the image that it made. */
  readonly idFile: string;
  /** Where buildx writes what it pushed; the image goes to the registry and not into the local engine then. */
  readonly pushedFile?: string;
  /** Added to the environment: where a login lives. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Names that mean something to the client itself: a build argument must not change where it connects. */
const CLIENTS_OWN =
  /^(?:PATH|HOME|TMPDIR|TEMP|TMP|USERPROFILE|DOCKER_|BUILDX_|BUILDKIT_|CONTAINER|REGISTRY_|STORAGE_|XDG_|LD_|DYLD_|SSH_|AWS_|.*_PROXY$)/i;

function docker(
  tool: DockerTool,
  args: readonly string[],
  more: Partial<ProgramCommand> = {},
): ProgramCommand {
  const context =
    tool.context === undefined || toolKind(tool) !== 'docker' ? [] : ['--context', tool.context];
  return { file: tool.command, args: [...context, ...args], ...more };
}

export function versionCommand(tool: DockerTool): ProgramCommand {
  return docker(tool, ['version', '--format', '{{json .}}'], { plain: true });
}

export function buildxVersionCommand(tool: DockerTool): ProgramCommand {
  return docker(tool, ['buildx', 'version'], { plain: true });
}

/** Tells what the builder that would be used runs on. */
export function buildxInspectCommand(tool: DockerTool): ProgramCommand {
  const builder = tool.builder === undefined ? [] : [tool.builder];
  return docker(tool, ['buildx', 'inspect', ...builder], { plain: true });
}

/** Values of build arguments go through the child's environment, where other users' process lists do not show them. */
export function buildCommand(tool: DockerTool, request: BuildRequest): ProgramCommand {
  const args = [...begin(tool, request)];
  args.push('--file', request.dockerfile);
  if (request.stage !== undefined) args.push('--target', request.stage);
  if (request.platform !== undefined) args.push('--platform', request.platform);
  const env: Record<string, string> = { ...engineEnv(request.builder), ...request.env };
  for (const [name, value] of Object.entries(request.buildArgs)) {
    // Finch builds in a machine of its own, which does not see this environment.
    const spelled = CLIENTS_OWN.test(name) || request.builder === 'finch';
    args.push('--build-arg', spelled ? `${name}=${value}` : name);
    if (!spelled) env[name] = value;
  }
  for (const [id, from] of Object.entries(request.secrets ?? {}))
    args.push('--secret', `${csvField(`id=${id}`)},${csvField(from)}`);
  args.push(...cacheArgs(request));
  for (const [name, value] of Object.entries(request.labels)) args.push('--label', `${name}=${value}`);
  for (const tag of request.tags) args.push('--tag', tag);
  args.push(...(request.options ?? []));
  args.push('--iidfile', request.idFile, request.context);
  return docker(tool, args, { env });
}

/** Docker reads these options as a line of CSV, in which a path with a comma would end early. */
function csvField(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function begin(tool: DockerTool, { builder, attestations, provenance, pushedFile }: BuildRequest) {
  switch (builder) {
    case 'buildx':
      return [
        ...['buildx', 'build', ...(tool.builder === undefined ? [] : ['--builder', tool.builder])],
        ...(pushedFile === undefined ? ['--load'] : ['--push', '--metadata-file', pushedFile]),
        '--progress=plain',
        ...(attestations && !provenance ? ['--provenance=false'] : []),
      ];
    case 'buildkit':
    case 'nerdctl':
    case 'finch':
      return ['build', '--progress=plain'];
    case 'classic':
    case 'podman':
      return ['build'];
  }
}

function engineEnv(builder: Builder): Readonly<Record<string, string>> {
  if (builder === 'buildkit') return { DOCKER_BUILDKIT: '1' };
  return builder === 'classic' ? { DOCKER_BUILDKIT: '0' } : {};
}

/**
 * ECR takes a cache only as an image of its own kind, hence the two options (aws/containers-roadmap #876). Podman keeps
 * layers under a plain repository name.
 */
function cacheArgs({ builder, cache }: BuildRequest): readonly string[] {
  if (cache === undefined) return [];
  if (builder === 'podman') {
    const repository = cache.replace(/:[^:/]*$/, '');
    return ['--layers', '--cache-from', repository, '--cache-to', repository];
  }
  const to = `type=registry,ref=${cache},mode=max,image-manifest=true,oci-mediatypes=true`;
  return ['--cache-from', `type=registry,ref=${cache}`, '--cache-to', to];
}

/** Asks a registry, not the engine. Clients before 20.10 call it an experiment and refuse it unless told otherwise. */
export function manifestCommand(tool: DockerTool, image: string): ProgramCommand {
  return docker(tool, ['manifest', 'inspect', '--verbose', image], {
    env: { DOCKER_CLI_EXPERIMENTAL: 'enabled' },
  });
}

export function tagCommand(tool: DockerTool, image: string, tag: string): ProgramCommand {
  return docker(tool, ['tag', image, tag], { plain: true });
}

/** Tells `linux/amd64` and the like of a local image. */
export function platformCommand(tool: DockerTool, image: string): ProgramCommand {
  return docker(tool, ['image', 'inspect', '--format', '{{.Os}}/{{.Architecture}}', image], { plain: true });
}

/** `digestFile` is where podman writes what it pushed; the others say it. */
export function pushCommand(
  tool: DockerTool,
  image: string,
  env: Readonly<Record<string, string>>,
  digestFile?: string,
): ProgramCommand {
  // Without a login of ours the person's own helper signs in, which may look for keys in the environment.
  const how = { env, ...(Object.keys(env).length > 0 ? { plain: true } : {}) };
  if (isDockerLike(tool)) return docker(tool, ['push', image], how);
  const file = digestFile === undefined ? [] : ['--digestfile', digestFile];
  return docker(tool, ['push', ...plainHttp(image), ...file, image], how);
}

/** The password goes through standard input, never through an argument. */
export function loginCommand(
  tool: DockerTool,
  login: { readonly username: string; readonly password: string; readonly server: string },
  env: Readonly<Record<string, string>>,
): ProgramCommand {
  const plain = isDockerLike(tool) ? [] : plainHttp(login.server);
  return docker(tool, ['login', ...plain, '--username', login.username, '--password-stdin', login.server], {
    stdin: login.password,
    env,
    plain: true,
  });
}

export function logoutCommand(tool: DockerTool, server: string): ProgramCommand {
  return docker(tool, ['logout', server], { plain: true });
}

/** Registries of this very machine speak plain HTTP, which docker takes for granted and podman has to be told. */
function plainHttp(image: string): readonly string[] {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?(?:\/|$)/.test(image)
    ? ['--tls-verify=false']
    : [];
}

/** A command as the log shows it: values of build arguments and options may be anything, so they are left out. */
export function commandLine({ file, args }: ProgramCommand): string {
  const shown = args.map((arg, index) =>
    args[index - 1] === '--build-arg' || /^--build-arg=/.test(arg) ? arg.replace(/=.*$/s, '=…') : arg,
  );
  return [file, ...shown].join(' ');
}
