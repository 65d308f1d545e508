import type { IncomingHttpHeaders } from 'node:http';

/** What the signature of a request says about its caller. The signature itself is not checked: any key is welcome. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly signingName: string;
}

const SCOPE = /Credential=([^/\s,]+)\/\d{8}\/([^/\s,]+)\/([^/\s,]+)\/aws4_request/;

/** Reads `Credential=KEY/DATE/REGION/SERVICE/aws4_request`; undefined for unsigned or strangely signed requests. */
export function readCredentialScope(headers: IncomingHttpHeaders): CredentialScope | undefined {
  const [, accessKeyId, region, signingName] = SCOPE.exec(headers.authorization ?? '') ?? [];
  if (accessKeyId === undefined || region === undefined || signingName === undefined) return undefined;
  return { accessKeyId, region, signingName };
}
