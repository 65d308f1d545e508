/** What `docker push` has said so far. */
export interface PushProgress {
  readonly layers: number;
  readonly done: number;
  /** `sha256:…` of what the registry took, from the last line. */
  readonly digest?: string;
}

const LAYER = /^([0-9a-f]{12}): (.+)$/;
const DONE = /^(?:Pushed|Layer already exists|Mounted from |done|skipped)/;
/** `1.2: digest: sha256:… size: 1570`; the tag is left out by some engines. */
const DIGEST = /\bdigest: (sha256:[0-9a-f]{64})\b/;
/** `manifest-sha256:…: done` of nerdctl and finch; an index, where there is one, is what was pushed. */
const NERDCTL_DIGEST = /^(manifest|index)-(sha256:[0-9a-f]{64}):/;
/** `Copying blob sha256:0a1b… done` of podman, also with its progress in front. */
const PODMAN_LAYER = /^Copying (?:blob|config) (?:sha256:)?([0-9a-f]{10,64})\b(.*)$/;

/** Follows the lines of a push. */
export class PushOutput {
  readonly #layers = new Map<string, boolean>();
  #digest: string | undefined;
  #isIndex = false;

  /** True when the line changed the progress. */
  push(line: string): boolean {
    const digest = DIGEST.exec(line)?.[1];
    if (digest !== undefined) {
      this.#digest = digest;
      return true;
    }
    const [, kind, named] = NERDCTL_DIGEST.exec(line) ?? [];
    if (named !== undefined && (kind === 'index' || !this.#isIndex)) {
      this.#isIndex = kind === 'index';
      this.#digest = named;
      return true;
    }
    const [, layer, status] = LAYER.exec(line) ?? PODMAN_LAYER.exec(line) ?? [];
    if (layer === undefined || status === undefined) return false;
    const done = DONE.test(status.trim());
    if (this.#layers.get(layer) === done) return false;
    this.#layers.set(layer, done);
    return true;
  }

  get progress(): PushProgress {
    const done = [...this.#layers.values()].filter(Boolean).length;
    return {
      layers: this.#layers.size,
      done,
      ...(this.#digest === undefined ? {} : { digest: this.#digest }),
    };
  }
}

/** Why a registry did not take an image; `other` is shown in its own words. */
export type PushRefusal = 'repositoryMissing' | 'tokenExpired' | 'tagImmutable' | 'denied' | 'other';

/** Tells the refusals of ECR apart; the order matters, since some words occur in several of them. */
export function pushRefusal(words: string): PushRefusal {
  if (/name unknown|repository with name .* does not exist|NAME_UNKNOWN/i.test(words))
    return 'repositoryMissing';
  if (/no basic auth credentials|authorization token has expired|Reauthenticate/i.test(words))
    return 'tokenExpired';
  if (/cannot be overwritten|tag invalid|TAG_INVALID|immutable/i.test(words)) return 'tagImmutable';
  if (/\bdenied\b|not authorized|unauthorized|403 Forbidden/i.test(words)) return 'denied';
  return 'other';
}
