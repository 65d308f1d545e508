import { isDigest } from './blobs';

/** Whose repository: ECR has one registry per account and region. */
export interface Owner {
  readonly accountId: string;
  readonly region: string;
}

export interface Addressing {
  /** `127.0.0.1:PORT`. */
  readonly host: () => string;
  /** Its repositories have no prefix. */
  readonly home: Owner;
}

/** The rules of the OCI distribution specification, which ECR's repository names follow. */
const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const PREFIX = /^(\d{12})(?:\.([a-z]{2}(?:-[a-z]+)+-\d))?\/(.+)$/;

export function isRepositoryName(text: string): boolean {
  return text.length >= 2 && text.length <= 256 && NAME.test(text);
}

export function isTag(text: string): boolean {
  return TAG.test(text);
}

/**
 * The one host stands for the registries of all accounts and regions: other accounts have their number in front of
 * the name, other regions `<account>.<region>`.
 */
export function repositoryPath({ home }: Addressing, { accountId, region }: Owner, name: string): string {
  if (region !== home.region) return `${accountId}.${region}/${name}`;
  return accountId === home.accountId ? name : `${accountId}/${name}`;
}

export function splitPath(
  { home }: Addressing,
  path: string,
): { readonly owner: Owner; readonly name: string } {
  const [, accountId, region, name] = PREFIX.exec(path) ?? [];
  if (accountId === undefined || name === undefined) return { owner: home, name: path };
  return { owner: { accountId, region: region ?? home.region }, name };
}

export interface ImageReference {
  readonly owner: Owner;
  readonly name: string;
  readonly tag: string;
  readonly digest?: string;
}

/** Undefined for images of other registries. */
export function parseReference(addressing: Addressing, reference: string): ImageReference | undefined {
  const prefix = `${addressing.host()}/`;
  if (!reference.startsWith(prefix)) return undefined;
  const [tagged = '', digest] = reference.slice(prefix.length).split('@', 2);
  const colon = tagged.lastIndexOf(':');
  const path = colon < 0 ? tagged : tagged.slice(0, colon);
  const tag = colon < 0 ? 'latest' : tagged.slice(colon + 1);
  if (digest !== undefined && !isDigest(digest)) return undefined;
  return { ...splitPath(addressing, path), tag, ...(digest === undefined ? {} : { digest }) };
}
