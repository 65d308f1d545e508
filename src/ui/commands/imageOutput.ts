import { l10n, window, type Disposable, type OutputChannel } from 'vscode';
import { isCancellation } from '../../core/lib/abort';
import { withProgress } from '../../platform/progress';

/** Where building alone and pushing alone write what docker says. */
export class ImageOutput implements Disposable {
  #channel: OutputChannel | undefined;

  /** Runs the work under a notification that can be cancelled; where it fails, its last lines come into view. */
  async during<T>(
    title: string,
    work: (signal: AbortSignal, onLine: (line: string) => void) => Promise<T>,
  ): Promise<T> {
    this.#channel ??= window.createOutputChannel(l10n.t('ECS Images'), 'log');
    const channel = this.#channel;
    channel.appendLine(`── ${title}`);
    try {
      return await withProgress(title, (signal, report) =>
        work(signal, (line) => {
          channel.appendLine(line);
          report(line.slice(0, 80));
        }),
      );
    } catch (error) {
      if (!isCancellation(error)) channel.show(true);
      throw error;
    }
  }

  dispose(): void {
    this.#channel?.dispose();
  }
}
