import { l10n, window } from 'vscode';
import { COMMANDS } from '../commands/ids';
import { executeCommand } from '../commands/run';

/** Asks to sign in when a log waits for credentials: once a profile, however many logs wait for it. */
export class SignInAsk {
  readonly #asking = new Set<string>();

  async ask(profile: string, log: string): Promise<void> {
    if (this.#asking.has(profile)) return;
    this.#asking.add(profile);
    try {
      const signIn = l10n.t('Sign In');
      const chosen = await window.showWarningMessage(
        l10n.t(
          '{0} waits: the credentials of the profile {1} are missing or have expired. After the sign-in it goes on by itself.',
          log,
          profile,
        ),
        signIn,
      );
      if (chosen === signIn) await executeCommand(COMMANDS.signIn, profile);
    } finally {
      this.#asking.delete(profile);
    }
  }
}
