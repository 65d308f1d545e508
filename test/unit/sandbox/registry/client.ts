import { createHash } from 'node:crypto';
import { request } from 'node:http';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly json: { readonly errors?: readonly { readonly code: string; readonly message: string }[] };
}

export interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** The registry's protocol by hand: paths go out exactly as written, which `fetch` would tidy up. */
export class RegistryClient {
  readonly #host: string;
  readonly #password: string;

  constructor(host: string, password: string) {
    this.#host = host;
    this.#password = password;
  }

  send(path: string, { method = 'GET', headers = {}, body = '' }: RawRequest = {}): Promise<RawAnswer> {
    const [hostname, port] = this.#host.split(':');
    const authorization = `Basic ${Buffer.from(`AWS:${this.#password}`).toString('base64')}`;
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { hostname, port, path, method, headers: { authorization, ...headers }, agent: false },
        (response) => {
          let text = '';
          response
            .setEncoding('utf8')
            .on('data', (chunk: string) => (text += chunk))
            .on('end', () => {
              const isJson = /json/.test(response.headers['content-type'] ?? '') && text.startsWith('{');
              resolve({
                status: response.statusCode ?? 0,
                headers: response.headers,
                text,
                json: isJson ? (JSON.parse(text) as RawAnswer['json']) : {},
              });
            });
        },
      );
      outgoing.on('error', reject).end(body);
    });
  }

  async pushBlob(repository: string, content: string | Buffer): Promise<string> {
    const digest = sha256(content);
    const opened = await this.send(`/v2/${repository}/blobs/uploads/`, { method: 'POST' });
    const location = String(opened.headers['location']);
    await this.send(location, { method: 'PATCH', body: content });
    await this.send(`${location}?digest=${digest}`, { method: 'PUT' });
    return digest;
  }

  /** A small image of its own content; returns its manifest's digest and the answer to the push. */
  async pushImage(repository: string, tag: string, content: string) {
    const config = await this.pushBlob(repository, JSON.stringify({ content }));
    const layer = await this.pushBlob(repository, `layer of ${content}`);
    const manifest = imageManifest(config, layer);
    const answer = await this.putManifest(repository, tag, manifest);
    return { digest: sha256(manifest), config, layer, manifest, answer };
  }

  putManifest(
    repository: string,
    reference: string,
    manifest: string,
    type = DOCKER_MANIFEST,
  ): Promise<RawAnswer> {
    return this.send(`/v2/${repository}/manifests/${reference}`, {
      method: 'PUT',
      headers: { 'content-type': type },
      body: manifest,
    });
  }
}

export const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';

export function imageManifest(config: string, layer: string): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: DOCKER_MANIFEST,
    config: { mediaType: 'application/vnd.docker.container.image.v1+json', size: 10, digest: config },
    layers: [{ mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', size: 20, digest: layer }],
  });
}

export function sha256(content: string | Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
