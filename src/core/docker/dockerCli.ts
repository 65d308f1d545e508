import type { ProgramCommand } from './command';

/** Which program speaks to which engine. */
export interface DockerTool {
  /** A bare name or an absolute path. */
  readonly command: string;
  /** A docker context other than the current one. */
  readonly context?: string;
}

/** `buildx` is the component, `buildkit` the older clients' own BuildKit, `classic` the builder before it. */
export type Builder = 'buildx' | 'buildkit' | 'classic';

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
  readonly labels: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  /** Where docker writes the id of the image that it made. */
  readonly idFile: string;
}

/** Names that mean something to the docker client itself: a build argument must not change where it connects. */
const CLIENTS_OWN =
  /^(?:PATH|HOME|TMPDIR|TEMP|TMP|USERPROFILE|DOCKER_|BUILDX_|BUILDKIT_|XDG_|LD_|DYLD_|SSH_|AWS_|.*_PROXY$)/i;

function docker(
  tool: DockerTool,
  args: readonly string[],
  more: Partial<ProgramCommand> = {},
): ProgramCommand {
  const context = tool.context === undefined ? [] : ['--context', tool.context];
  return { file: tool.command, args: [...context, ...args], ...more };
}

export function versionCommand(tool: DockerTool): ProgramCommand {
  return docker(tool, ['version', '--format', '{{json .}}']);
}

export function buildxVersionCommand(tool: DockerTool): ProgramCommand {
  return docker(tool, ['buildx', 'version']);
}

/** Values of build arguments go through the child's environment, where other users' process lists do not show them. */
export function buildCommand(tool: DockerTool, request: BuildRequest): ProgramCommand {
  const { builder } = request;
  const args = builder === 'buildx' ? ['buildx', 'build', '--load'] : ['build'];
  if (builder !== 'classic') args.push('--progress=plain');
  if (builder === 'buildx' && request.attestations && !request.provenance) args.push('--provenance=false');
  args.push('--file', request.dockerfile);
  if (request.stage !== undefined) args.push('--target', request.stage);
  if (request.platform !== undefined) args.push('--platform', request.platform);
  const env: Record<string, string> =
    builder === 'buildx' ? {} : { DOCKER_BUILDKIT: builder === 'buildkit' ? '1' : '0' };
  for (const [name, value] of Object.entries(request.buildArgs)) {
    const own = CLIENTS_OWN.test(name);
    args.push('--build-arg', own ? `${name}=${value}` : name);
    if (!own) env[name] = value;
  }
  for (const [name, value] of Object.entries(request.labels)) args.push('--label', `${name}=${value}`);
  for (const tag of request.tags) args.push('--tag', tag);
  args.push('--iidfile', request.idFile, request.context);
  return docker(tool, args, { env });
}

/** Asks a registry, not the engine. Clients before 20.10 call it an experiment and refuse it unless told otherwise. */
export function manifestCommand(tool: DockerTool, image: string): ProgramCommand {
  return docker(tool, ['manifest', 'inspect', '--verbose', image], {
    env: { DOCKER_CLI_EXPERIMENTAL: 'enabled' },
  });
}

export function tagCommand(tool: DockerTool, image: string, tag: string): ProgramCommand {
  return docker(tool, ['tag', image, tag]);
}

export function pushCommand(
  tool: DockerTool,
  image: string,
  env: Readonly<Record<string, string>>,
): ProgramCommand {
  return docker(tool, ['push', image], { env });
}

/** The password goes through standard input, never through an argument. */
export function loginCommand(
  tool: DockerTool,
  login: { readonly username: string; readonly password: string; readonly server: string },
  env: Readonly<Record<string, string>>,
): ProgramCommand {
  return docker(tool, ['login', '--username', login.username, '--password-stdin', login.server], {
    stdin: login.password,
    env,
  });
}

/** A command as the log shows it: values of build arguments may be anything, so they are left out. */
export function commandLine({ file, args }: ProgramCommand): string {
  const shown = args.map((arg, index) =>
    args[index - 1] === '--build-arg' ? arg.replace(/=.*$/s, '=…') : arg,
  );
  return [file, ...shown].join(' ');
}
