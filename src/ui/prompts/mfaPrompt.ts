import { l10n, window } from 'vscode';
import type { MfaPrompt } from '../../core/aws/connections';

/** Asks for the code of an MFA device; what is typed is a secret while it is valid, so it is masked. */
export const mfaPrompt: MfaPrompt = async ({ profile, serial }) =>
  window.showInputBox({
    title: l10n.t('MFA code for {0}', profile),
    prompt: l10n.t('The six digits of {0}', serial),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (/^\d{6}$/.test(text.trim()) ? undefined : l10n.t('A code has six digits.')),
  });
