import { l10n, window } from 'vscode';
import type { MfaPrompt } from '../core/aws/connections';

/** Asks for the code of an MFA device in an input box; the code goes to AWS and is kept nowhere. */
export const promptForMfaCode: MfaPrompt = async ({ profile, serial }) => {
  const code = await window.showInputBox({
    title: l10n.t('MFA Code for {0}', profile),
    prompt: l10n.t('The code that {0} shows now', serial),
    placeHolder: '123456',
    ignoreFocusOut: true,
    validateInput: (text) => (/^\d{6}$/.test(text.trim()) ? undefined : l10n.t('A code has six digits.')),
  });
  return code?.trim();
};
