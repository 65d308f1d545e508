/** An image that is built from a Dockerfile of the workspace. Paths are absolute. */
export interface BuildSource {
  readonly kind: 'build';
  readonly dockerfile: string;
  readonly context: string;
  /** A stage of the Dockerfile to stop at. */
  readonly stage?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** `linux/arm64` and the like; when absent it is what the running revision needs. */
  readonly platform?: string;
}

/** An image that exists already: a full reference by tag or digest. */
export interface ImageSource {
  readonly kind: 'image';
  readonly image: string;
}

export type ImageOrigin = BuildSource | ImageSource;

/** What a person wants deployed where. `container` is needed only where the image's repository does not tell. */
export interface DeployTarget {
  /** The name of a saved target. */
  readonly name?: string;
  /** Name or ARN. */
  readonly cluster: string;
  readonly service: string;
  readonly container?: string;
  readonly source: ImageOrigin;
}
