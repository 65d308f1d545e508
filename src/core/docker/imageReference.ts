/** An image reference in its parts; `registry` is absent for Docker Hub's short names. */
export interface ImageReference {
  /** Host, with a port when it has one. */
  readonly registry?: string;
  /** The path under the host: `team/web`. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** A private ECR registry, as its host name tells. */
export interface EcrRegistry {
  readonly accountId: string;
  readonly region: string;
}

const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+|\/)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const HOST = /^[A-Za-z0-9.-]+(?::\d+)?$|^\[[0-9a-fA-F:]+\](?::\d+)?$/;
/** Account and region lead in every partition and in dual-stack and FIPS hosts; what follows is the partition's domain. */
const ECR_HOST = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z]{2,4}(?:-[a-z]+)+-\d+)\./;

/** Undefined when the text is no image reference. The rules are those of the OCI distribution specification. */
export function parseImageReference(text: string): ImageReference | undefined {
  const at = text.indexOf('@');
  const digest = at === -1 ? undefined : text.slice(at + 1);
  if (digest !== undefined && !DIGEST.test(digest)) return undefined;
  const named = at === -1 ? text : text.slice(0, at);
  const slash = named.indexOf('/');
  const first = slash === -1 ? '' : named.slice(0, slash);
  const registry = first.includes('.') || first.includes(':') || first === 'localhost' ? first : undefined;
  if (registry !== undefined && !HOST.test(registry)) return undefined;
  const rest = registry === undefined ? named : named.slice(slash + 1);
  const colon = rest.lastIndexOf(':');
  const repository = colon === -1 ? rest : rest.slice(0, colon);
  const tag = colon === -1 ? undefined : rest.slice(colon + 1);
  if (!REPOSITORY.test(repository) || (tag !== undefined && !TAG.test(tag))) return undefined;
  return {
    ...(registry === undefined ? {} : { registry }),
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** Host and path without tag or digest. */
export function repositoryUri({
  registry,
  repository,
}: Pick<ImageReference, 'registry' | 'repository'>): string {
  return registry === undefined ? repository : `${registry}/${repository}`;
}

export function ecrRegistry(host: string | undefined): EcrRegistry | undefined {
  const [, accountId, region] = ECR_HOST.exec(host ?? '') ?? [];
  return accountId === undefined || region === undefined ? undefined : { accountId, region };
}

export function isTag(text: string): boolean {
  return TAG.test(text);
}
