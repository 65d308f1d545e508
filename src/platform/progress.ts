import { ProgressLocation, window } from 'vscode';
import { toAbortSignal } from './abort';

/** Says where a piece of work is. `increment` is in percent of the whole. */
export type Report = (text: string, increment?: number) => void;

/** Runs `work` under a notification that can be cancelled; the signal fires then. Titles are translated by the caller. */
export async function withProgress<T>(
  title: string,
  work: (signal: AbortSignal, report: Report) => Promise<T>,
): Promise<T> {
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    (progress, token) =>
      work(toAbortSignal(token), (message, increment) =>
        progress.report(increment === undefined ? { message } : { message, increment }),
      ),
  );
}
