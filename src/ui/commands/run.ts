import { commands, type Disposable } from 'vscode';
import { isCancellation } from '../../core/lib/abort';
import type { Logger } from '../../core/lib/logger';
import { showError } from '../showError';
import type { CommandArgs, CommandId } from './ids';

export interface CommandDeps {
  readonly logger: Logger;
}

/** Where a command acts on rows: it works with their connection, which becomes the current one. */
interface RowDeps {
  readonly current?: { enter(args: readonly unknown[]): Promise<void> };
}

/**
 * Registers a command; the only way to do so. A cancelled command ends in silence; one that fails is logged with its
 * causes and shown once. The returned promise of the command never rejects.
 */
export function registerCommand<Id extends CommandId>(
  id: Id,
  { logger, current }: CommandDeps & RowDeps,
  handler: (...args: CommandArgs[Id]) => Promise<void> | void,
): Disposable {
  return commands.registerCommand(id, async (...args: CommandArgs[Id]) => {
    logger.info(`Command ${id}`);
    try {
      await current?.enter(args);
      await handler(...args);
    } catch (error) {
      if (isCancellation(error)) return;
      logger.error(`Command ${id} failed`, error);
      void showError(error);
    }
  });
}

/** Runs one of our commands, with arguments of the right kind. */
export async function executeCommand<Id extends CommandId>(id: Id, ...args: CommandArgs[Id]): Promise<void> {
  await commands.executeCommand(id, ...args);
}
