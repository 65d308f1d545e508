import type { ProgramCommand, ProgramResult, ProgramRunner } from '../../../src/core/docker/command';

type Answer = Partial<ProgramResult>;

/** A runner that answers from a script and writes the commands down: recorded answers of programs that are not here. */
export function scriptedRunner(answer: (command: ProgramCommand) => Answer | Promise<Answer>): {
  readonly runner: ProgramRunner;
  readonly commands: ProgramCommand[];
} {
  const commands: ProgramCommand[] = [];
  const runner: ProgramRunner = {
    async run(command, { onLine }) {
      commands.push(command);
      const result = { exitCode: 0, stdout: '', stderr: '', ...(await answer(command)) };
      for (const line of result.stdout.split('\n').filter(Boolean)) onLine?.(line, 'stdout');
      for (const line of result.stderr.split('\n').filter(Boolean)) onLine?.(line, 'stderr');
      return result;
    },
  };
  return { runner, commands };
}
