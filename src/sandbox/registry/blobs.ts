import { createHash, randomUUID, type Hash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  type ReadStream,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const DIGEST = /^sha256:[0-9a-f]{64}$/;

export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

export function digestOf(content: string | Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

interface Upload {
  readonly file: string;
  readonly hash: Hash;
  size: number;
  busy: boolean;
}

/**
 * Files named by their digest, shared by all repositories. File names are made here, from hexadecimal digits and
 * random ids only, so nothing that a client sends can lead out of the folder.
 */
export class BlobStore {
  readonly #folder: string;
  readonly #uploads = new Map<string, Upload>();

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(join(folder, 'blobs'), { recursive: true, mode: 0o700 });
    // Half-finished uploads of an earlier life that crashed: nobody can go on with them.
    rmSync(join(folder, 'uploads'), { recursive: true, force: true });
  }

  /** Bytes, or undefined when there is no such blob. */
  async size(digest: string): Promise<number | undefined> {
    try {
      return (await stat(this.#file(digest))).size;
    } catch {
      return undefined;
    }
  }

  open(digest: string): ReadStream {
    return createReadStream(this.#file(digest));
  }

  async text(digest: string): Promise<string | undefined> {
    try {
      return await readFile(this.#file(digest), 'utf8');
    } catch {
      return undefined;
    }
  }

  /** For small content that is at hand: manifests and seeds. */
  putSync(content: string | Buffer): string {
    const digest = digestOf(content);
    const file = this.#file(digest);
    // What is there has this content: writing it again would only disturb those who read it.
    if (!existsSync(file)) {
      // A crash half-way must not leave something else under this name.
      writeFileSync(`${file}.tmp`, content, { mode: 0o600 });
      renameSync(`${file}.tmp`, file);
    }
    return digest;
  }

  async remove(digest: string): Promise<void> {
    await rm(this.#file(digest), { force: true });
  }

  async startUpload(): Promise<string> {
    await mkdir(join(this.#folder, 'uploads'), { recursive: true, mode: 0o700 });
    const id = randomUUID();
    const file = join(this.#folder, 'uploads', id);
    this.#uploads.set(id, { file, hash: createHash('sha256'), size: 0, busy: false });
    return id;
  }

  /** Bytes received so far, or undefined when there is no such upload. */
  uploaded(id: string): number | undefined {
    return this.#uploads.get(id)?.size;
  }

  /**
   * Adds what `source` gives, hashing on the way, and gives the size so far; undefined when the upload is unknown or
   * busy. Rejects when the connection breaks: the upload is gone then.
   */
  async append(id: string, source: Readable): Promise<number | undefined> {
    const upload = this.#uploads.get(id);
    if (upload === undefined || upload.busy) return undefined;
    upload.busy = true;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        upload.hash.update(chunk);
        upload.size += chunk.length;
        done(null, chunk);
      },
    });
    try {
      await pipeline(source, meter, createWriteStream(upload.file, { flags: 'a', mode: 0o600 }));
      return upload.size;
    } catch (error) {
      // What was hashed may not have reached the disk: this upload cannot be trusted any more.
      await this.cancelUpload(id);
      throw error;
    } finally {
      upload.busy = false;
    }
  }

  /** Makes the upload the blob `digest`; false (and the upload is gone) when the content has another digest. */
  async finishUpload(id: string, digest: string): Promise<boolean> {
    const upload = this.#uploads.get(id);
    if (upload === undefined || upload.busy) return false;
    this.#uploads.delete(id);
    if (`sha256:${upload.hash.digest('hex')}` !== digest) {
      await rm(upload.file, { force: true });
      return false;
    }
    if (upload.size === 0) writeFileSync(upload.file, '', { mode: 0o600 });
    await rename(upload.file, this.#file(digest));
    return true;
  }

  async cancelUpload(id: string): Promise<void> {
    const upload = this.#uploads.get(id);
    this.#uploads.delete(id);
    if (upload !== undefined) await rm(upload.file, { force: true });
  }

  /** Half-finished uploads do not outlive the program. */
  async dispose(): Promise<void> {
    this.#uploads.clear();
    await rm(join(this.#folder, 'uploads'), { recursive: true, force: true });
  }

  #file(digest: string): string {
    if (!isDigest(digest)) throw new Error('not a sha256 digest');
    return join(this.#folder, 'blobs', digest.slice('sha256:'.length));
  }
}
