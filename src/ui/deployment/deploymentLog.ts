import { l10n, window, type Disposable, type OutputChannel } from 'vscode';
import type { DeployEvent } from '../../core/deploy/event';
import { planPending } from '../../core/deploy/plan';
import type { DeployState } from '../../core/deploy/state';
import { formatMessage } from '../../core/lib/message';

/** Every deployment line by line: stages, the whole build output, what ECS said, the verdict. In English, like logs. */
export class DeploymentLog implements Disposable {
  #channel: OutputChannel | undefined;
  /** The newest service event written, by deployment. */
  readonly #written = new Map<string, string>();

  show(): void {
    this.#open().show(true);
  }

  write(id: string, event: DeployEvent, state: DeployState): void {
    for (const text of [...linesOf(event), ...this.#serviceEvents(id, event, state)]) {
      this.#open().appendLine(`${new Date(event.at).toISOString()}  ${state.serviceName}  ${text}`);
    }
  }

  dispose(): void {
    this.#channel?.dispose();
  }

  #open(): OutputChannel {
    this.#channel ??= window.createOutputChannel(l10n.t('ECS Deployments'), 'log');
    return this.#channel;
  }

  #serviceEvents(id: string, event: DeployEvent, { events }: DeployState): readonly string[] {
    const [newest] = events;
    if (event.type !== 'observed' || newest === undefined) return [];
    const last = this.#written.get(id);
    const known = last === undefined ? -1 : events.findIndex((candidate) => candidate.id === last);
    this.#written.set(id, newest.id);
    const fresh = known < 0 ? events : events.slice(0, known);
    return [...fresh].reverse().map(({ message }) => `ECS: ${message}`);
  }
}

/** An event as lines of a log; most that come many times a second have none. */
export function linesOf(event: DeployEvent): readonly string[] {
  switch (event.type) {
    case 'planned':
      return planPending(event.plan) ? [] : ['planned'];
    case 'confirmed':
      return ['confirmed'];
    case 'stageStarted':
      return [`${event.stage}: started`];
    case 'stageSkipped':
      return [`${event.stage}: skipped, ${formatMessage(event.note)}`];
    case 'stageEnded':
      return [`${event.stage}: done${event.note === undefined ? '' : `, ${formatMessage(event.note)}`}`];
    case 'output':
      return event.lines.map((line) => `${event.stage} | ${line}`);
    case 'progress':
    case 'observed':
    case 'logged':
      return [];
    case 'imageConfirmed':
      return [`the registry confirms ${event.reference} as ${event.digest}`];
    case 'registered':
      return [
        event.reused === true
          ? `uses ${event.revision.arn}: nothing was registered`
          : `registered ${event.revision.arn}, ${event.provenChanges} fields differ`,
      ];
    case 'updated':
      return [`updated: ${event.reference.rolloutId}`];
    case 'resumed':
      return [`watching ${event.reference.rolloutId}`];
    case 'diagnosed': {
      const [first] = event.diagnosis.causes;
      const title = first?.title ?? event.diagnosis.unrecognised?.title;
      return title === undefined ? [] : [`cause: ${formatMessage(title)}`];
    }
    case 'hindrance':
      return event.text === undefined ? [] : [formatMessage(event.text)];
    case 'failed':
      return [
        `${event.failure.stage}: failed, ${formatMessage(event.failure.title)}`,
        ...(event.failure.quote === undefined ? [] : [event.failure.quote]),
        formatMessage(event.failure.left),
      ];
    case 'verdict':
      return [
        [event.verdict.title, event.verdict.detail]
          .flatMap((text) => (text === undefined ? [] : [formatMessage(text)]))
          .join('. '),
      ];
  }
}
