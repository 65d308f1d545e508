import { window, type ExtensionContext } from 'vscode';

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('Quayside', { log: true });
  context.subscriptions.push(log);
  log.info('Active.');
}
