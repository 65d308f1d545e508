import os from 'node:os';
import {
  Disposable,
  env,
  l10n,
  ProcessExecution,
  Task,
  TaskRevealKind,
  tasks,
  TaskScope,
  window,
} from 'vscode';
import type { Connections } from '../../core/aws/connections';
import { findProgram } from '../../core/docker/programFile';
import { infoOf } from '../explorer/explorer';
import { COMMANDS } from './ids';
import { executeCommand, registerCommand, type CommandDeps } from './run';

/** Runs the sign-in of the AWS CLI in a terminal, where its questions can be answered, then connects again. */
export function registerSignIn(deps: CommandDeps & { readonly connections: Connections }): Disposable {
  const { connections } = deps;
  return registerCommand(COMMANDS.signIn, deps, async (given) => {
    const info = infoOf(connections.state);
    const profile = typeof given === 'string' ? given : info?.profile;
    if (profile === undefined) return executeCommand(COMMANDS.switchProfile);
    if (info?.kind === 'sandbox' && profile === info.profile) {
      void window.showInformationMessage(l10n.t('The sandbox needs no sign-in.'));
      return;
    }
    const isShown = profile === info?.profile;
    // A code of an MFA device is asked for by the connection itself.
    const { state } = connections;
    if (isShown && state.kind === 'problem' && state.error.code === 'mfaNeeded') return connections.retry();

    const args = await signInArgs(profile);
    if (args === undefined) return explainNoSignIn(profile, connections);
    if (!(await hasAwsCli())) return explainNoAwsCli(args);
    if (!(await runAwsCli(args))) return explainFailure(profile);
    if (isShown) await connections.retry();
  });
}

async function signInArgs(profile: string): Promise<readonly string[] | undefined> {
  const { loadSharedConfig, signInCommand } = await import(
    /* webpackChunkName: "aws" */ '../../core/aws/sharedConfig'
  );
  return signInCommand(await loadSharedConfig(process.env), profile);
}

async function explainNoSignIn(profile: string, connections: Connections): Promise<void> {
  const retry = l10n.t('Try Again');
  const other = l10n.t('Switch Profile…');
  const chosen = await window.showInformationMessage(
    l10n.t(
      'The profile {0} has no sign-in of its own. Renew its credentials the way you got them, then try again.',
      profile,
    ),
    retry,
    other,
  );
  if (chosen === retry) await connections.retry();
  if (chosen === other) await executeCommand(COMMANDS.switchProfile);
}

async function hasAwsCli(): Promise<boolean> {
  try {
    await findProgram('aws', { env: process.env, platform: process.platform });
    return true;
  } catch {
    return false;
  }
}

/** Where the editor runs remotely, the person may sign in elsewhere or after an installation. */
async function explainNoAwsCli(args: readonly string[]): Promise<void> {
  const command = ['aws', ...args].join(' ');
  const copy = l10n.t('Copy Command');
  const chosen = await window.showErrorMessage(
    l10n.t(
      'Signing in needs the AWS CLI, which is not on the PATH. Install it, or run this where it is: {0}',
      command,
    ),
    copy,
  );
  if (chosen === copy) await env.clipboard.writeText(command);
}

/** Resolves to whether it ended well. No shell is involved, and the workspace is not where the program is looked for. */
async function runAwsCli(args: readonly string[]): Promise<boolean> {
  const execution = new ProcessExecution('aws', [...args], { cwd: os.homedir() });
  const task = new Task(
    { type: 'quayside.signIn' },
    TaskScope.Workspace,
    l10n.t('Sign in to AWS'),
    'Quayside',
    execution,
  );
  task.presentationOptions = { reveal: TaskRevealKind.Always, focus: true };
  const running = await tasks.executeTask(task);
  const exitCode = await new Promise<number | undefined>((resolve) => {
    const subscription = Disposable.from(
      tasks.onDidEndTaskProcess((event) => {
        if (event.execution !== running) return;
        subscription.dispose();
        resolve(event.exitCode);
      }),
      // A program that cannot be started has no process that ends.
      tasks.onDidEndTask((event) => {
        if (event.execution !== running) return;
        setTimeout(() => {
          subscription.dispose();
          resolve(undefined);
        }, 500);
      }),
    );
  });
  return exitCode === 0;
}

async function explainFailure(profile: string): Promise<void> {
  const again = l10n.t('Sign In');
  const chosen = await window.showErrorMessage(
    l10n.t(
      'The sign-in with {0} did not finish; the terminal says why. It needs AWS CLI version 2.',
      profile,
    ),
    again,
  );
  if (chosen === again) await executeCommand(COMMANDS.signIn, profile);
}
