/**
 * A program to run, as data: never a shell string, resolved from PATH and never from the workspace. Who makes one says
 * what its output means; the one runner executes it.
 */
export interface ProgramCommand {
  /** A bare name (`docker`) or an absolute path from settings. */
  readonly file: string;
  readonly args: readonly string[];
  /** Goes to standard input, which is then closed. Secrets travel here and nowhere else. */
  readonly stdin?: string;
  /** Added to the environment of the child only. */
  readonly env?: Readonly<Record<string, string>>;
  /** True for a child that has no use for variables which hold secrets by their name: it does not get them. */
  readonly plain?: boolean;
  readonly cwd?: string;
}

export interface ProgramResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs programs. A program that ends with another code than 0 is an answer, not an exception. */
export interface ProgramRunner {
  /**
   * Output is given line by line as it comes and (bounded) in the result. Throws `engineMissing` when the program is not on PATH,
   * `cancelled` when the signal fires (the whole process tree is ended then).
   */
  run(
    command: ProgramCommand,
    options: {
      readonly signal: AbortSignal;
      readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
    },
  ): Promise<ProgramResult>;
}
