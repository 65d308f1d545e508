import type { CancellationToken } from 'vscode';

/**
 * The editor's token as a signal. The token is listened to only until it fires; tokens of short life (a tree item, a
 * progress) go away with what they belong to.
 */
export function toAbortSignal(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) {
    controller.abort();
    return controller.signal;
  }
  const listening = token.onCancellationRequested(() => {
    listening.dispose();
    controller.abort();
  });
  return controller.signal;
}
