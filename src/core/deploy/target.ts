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
  /** Build secrets by id: `env=NAME` or `src=path`. Only where a value is found stands here, never the value. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Where layers are kept between builds: `registry` is the repository's own `buildcache`; else a reference. */
  readonly cache?: string;
  /** Further options of the build, one word each, exactly as they are handed over. */
  readonly options?: readonly string[];
}

/** An image that exists already: a full reference by tag or digest. */
export interface ImageSource {
  readonly kind: 'image';
  readonly image: string;
}

export type ImageOrigin = BuildSource | ImageSource;

/** A container and what its image is to be. */
export interface ContainerSource {
  readonly container: string;
  readonly source: ImageOrigin;
}

/** What a person wants deployed where. `container` is needed only where the image's repository does not tell. */
export interface DeployTarget {
  /** The name of a saved target. */
  readonly name?: string;
  /** Name or ARN. */
  readonly cluster: string;
  readonly service: string;
  readonly container?: string;
  readonly source: ImageOrigin;
  /** Other containers that get a new image in the same revision. */
  readonly more?: readonly ContainerSource[];
  /** Other services of the cluster that get the very image, each with a plan and a deployment of its own. */
  readonly also?: readonly string[];
  /** A task of the editor that runs before the plan is made, by its name; the engine does not know of it. */
  readonly preDeployTask?: string;
}
