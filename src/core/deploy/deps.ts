import type { Connection } from '../aws/connection';
import type { ProgramRunner } from '../docker/command';
import type { Clock } from '../lib/clock';
import type { Logger } from '../lib/logger';
import type { WatchDesk } from './watch/desk';

/** What git says of the folder that is built; every part is absent where git cannot tell. */
export interface GitFacts {
  /** The full commit id. */
  readonly commit?: string;
  readonly branch?: string;
  /** True when tracked files differ from the commit. */
  readonly dirty?: boolean;
  /** Where the repository comes from, as an address that holds no password. */
  readonly source?: string;
}

export interface DeployOptions {
  /** The docker program: a bare name or an absolute path. */
  readonly command: string;
  /** A docker context other than the current one. */
  readonly context?: string;
  /** Template of the tag to push, with `{commit}`, `{branch}` and `{time}`. */
  readonly tag: string;
  /** What the new revision names: the digest (it can never change) or the unique tag. */
  readonly pin: 'digest' | 'tag';
  /** A builder of buildx other than the current one. */
  readonly builder?: string;
  /** Keeps BuildKit's provenance attestation, which makes an index out of a single image. */
  readonly provenance: boolean;
}

export const DEFAULT_DEPLOY_OPTIONS: DeployOptions = {
  command: 'docker',
  tag: '{commit}-{time}',
  pin: 'digest',
  provenance: false,
};

/** What watching needs. */
export interface WatchDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly logger: Logger;
  /** 0 ≤ n < 1, for the jitter between polls. */
  readonly random?: () => number;
  /** What this connection's watches share, so that many of them ask together; absent for one that asks alone. */
  readonly desk?: WatchDesk;
  /** False while nobody looks: polls become rare then. Absent means somebody does. */
  readonly attended?: () => boolean;
}

/** What building and pushing need. */
export interface ImageDeps {
  readonly connection: Connection;
  readonly runner: ProgramRunner;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: DeployOptions;
  /** Where git facts come from; the `git` program when absent. */
  readonly git?: (folder: string, signal: AbortSignal) => Promise<GitFacts>;
  /** Where variables are looked for that hold build secrets; this process's own when absent. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export type DeployDeps = ImageDeps & WatchDeps;
