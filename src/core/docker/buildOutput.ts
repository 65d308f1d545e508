/** A step of a Dockerfile that a line of output names. */
export interface BuildStep {
  readonly step: number;
  readonly steps: number;
  readonly text: string;
}

/** Lines that show a failure; more than these hide it again. */
const SHOWN = 24;

/** `#5 [2/3] RUN …`, `#5 [linux/arm64 build 2/3] RUN …` of BuildKit; `Step 2/5 : RUN …` of the classic builder. */
const BUILDKIT_STEP = /^#\d+ \[(?:[^\]]*\s)?(\d+)\/(\d+)\] (.+)$/;
const CLASSIC_STEP = /^Step (\d+)\/(\d+) : (.+)$/;
/** `STEP 2/3: RUN …`, with the number of the stage before it where there are several, of podman. */
const PODMAN_STEP = /^(?:\[\d+\/\d+\] )?STEP (\d+)\/(\d+): (.+)$/;
/** `#5 sha256:0a1b… 3.37MB / 12.40MB 0.3s`: BuildKit while it fetches or sends a layer. */
const LAYER = /^#\d+ sha256:([0-9a-f]{12})[0-9a-f]* ([\d.]+[kMG]?B) \/ ([\d.]+[kMG]?B)\b/;

/** Undefined for lines that start no step. */
export function parseBuildStep(line: string): BuildStep | undefined {
  const [, step, steps, text] =
    BUILDKIT_STEP.exec(line) ?? CLASSIC_STEP.exec(line) ?? PODMAN_STEP.exec(line) ?? [];
  if (step === undefined || steps === undefined || text === undefined) return undefined;
  return { step: Number(step), steps: Number(steps), text };
}

/** A layer on its way, in the words of the builder; undefined for lines that tell of none. */
export function parseLayer(
  line: string,
): { readonly id: string; readonly done: string; readonly size: string } | undefined {
  const [, id, done, size] = LAYER.exec(line) ?? [];
  return id === undefined || done === undefined || size === undefined ? undefined : { id, done, size };
}

/**
 * The lines of a failed build that say why: BuildKit's own summary with what its step printed, or the classic
 * builder's last step; the end of the output where neither is found.
 */
export function failingLines(output: readonly string[]): readonly string[] {
  const lines = output.filter((line) => line.trim() !== '');
  const error = lines.findIndex((line) => /^#\d+ ERROR: /.test(line));
  if (error !== -1) return withStepOutput(lines, error);
  const lastStep = lines.findLastIndex((line) => CLASSIC_STEP.test(line) || PODMAN_STEP.test(line));
  const shown = lastStep === -1 ? lines : lines.slice(lastStep);
  return shown.slice(-SHOWN);
}

function withStepOutput(lines: readonly string[], error: number): readonly string[] {
  const vertex = /^#\d+ /.exec(lines[error] ?? '')?.[0] ?? '#';
  const step = lines.slice(0, error).filter((line) => line.startsWith(vertex) && !/^#\d+ sha256:/.test(line));
  const after = lines.slice(error);
  return [...step.slice(-Math.max(0, SHOWN - after.length)), ...after].slice(-SHOWN);
}
