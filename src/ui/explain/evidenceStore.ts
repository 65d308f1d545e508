import type { Memento } from 'vscode';
import { omit } from '../../core/deploy/omit';
import type { CauseView } from '../../core/deploy/state';
import { isJsonObject } from '../../core/lib/json';
import { Emitter } from '../../core/lib/events';
import type { Message } from '../../core/lib/message';

/** Why tasks failed, as it was found while ECS still knew them. Plain data: names, AWS's words and lines of logs. */
export interface KeptExplanation {
  readonly connectionId: string;
  readonly clusterArn: string;
  readonly serviceArn?: string;
  /** The revision that failed, where it was known. */
  readonly taskDefinitionArn?: string;
  /** When it was gathered, milliseconds since the epoch. */
  readonly at: number;
  /** ARNs of the tasks that died of it. */
  readonly tasks: readonly string[];
  readonly cause: CauseView;
}

/** Of whom an explanation is looked for: a task, or a service as a whole. */
export interface KeptSubject {
  readonly connectionId: string;
  readonly serviceArn?: string;
  readonly taskArn?: string;
}

const KEY = 'explanations';
/** Changes whenever old entries could not be read any more. */
const VERSION = 1;
export const KEPT_EXPLANATIONS = 50;
/** Of one explanation, in characters of JSON. */
export const KEPT_SIZE = 64 * 1024;
/** Of all of them; the editor warns of extensions that keep more than half a megabyte of text. */
export const KEPT_TOTAL = 400 * 1024;
const KEPT_TASKS = 100;
const FEW_TASKS = 10;

interface Stored {
  readonly version: number;
  /** Newest first. */
  readonly entries: readonly KeptExplanation[];
}

/** Explanations of this workspace that outlive what ECS remembers, which is an hour. */
export class EvidenceStore {
  readonly #memento: Memento;
  readonly #changed = new Emitter<KeptExplanation>();

  /** Fires with what was kept. */
  readonly onDidChange = this.#changed.event;

  constructor(memento: Memento) {
    this.#memento = memento;
  }

  /** Keeps it in the place of what was known about the same failure before; the oldest make room. */
  async keep(found: KeptExplanation): Promise<void> {
    const all = this.all;
    const known = all.find((entry) => isSame(entry, found));
    const fitted = fit({ ...found, tasks: united(found.tasks, known?.tasks ?? []) });
    if (fitted === undefined) return;
    const entries = newest([fitted, ...all.filter((entry) => entry !== known)]);
    const stored: Stored = { version: VERSION, entries };
    const written = this.#memento.update(KEY, stored);
    this.#changed.fire(fitted);
    await written;
  }

  /** The newest explanation of the task, or of the service. */
  find({ connectionId, serviceArn, taskArn }: KeptSubject): KeptExplanation | undefined {
    return this.all.find(
      (entry) =>
        entry.connectionId === connectionId &&
        (taskArn === undefined
          ? serviceArn !== undefined && entry.serviceArn === serviceArn
          : entry.tasks.includes(taskArn)),
    );
  }

  /** Why a task died, in a sentence; undefined while that is not known. */
  sentence(connectionId: string, taskArn: string): Message | undefined {
    return this.find({ connectionId, taskArn })?.cause.causes[0]?.title;
  }

  /** Newest first. */
  get all(): readonly KeptExplanation[] {
    const stored = this.#memento.get<unknown>(KEY);
    if (!isJsonObject(stored) || stored['version'] !== VERSION || !Array.isArray(stored['entries']))
      return [];
    return stored['entries'] as readonly KeptExplanation[];
  }
}

/** As many as may be kept, and as fit; the first always does. */
function newest(entries: readonly KeptExplanation[]): readonly KeptExplanation[] {
  let size = 0;
  const fitting = entries.slice(0, KEPT_EXPLANATIONS).findIndex((entry) => {
    size += JSON.stringify(entry).length;
    return size > KEPT_TOTAL;
  });
  return entries.slice(0, fitting === -1 ? KEPT_EXPLANATIONS : fitting);
}

/** One failure is explained once, however often it is looked at: the same cause of the same revision. */
function isSame(a: KeptExplanation, b: KeptExplanation): boolean {
  return (
    a.connectionId === b.connectionId &&
    a.serviceArn === b.serviceArn &&
    a.taskDefinitionArn === b.taskDefinitionArn &&
    idOf(a) === idOf(b) &&
    (a.serviceArn !== undefined || a.tasks.some((task) => b.tasks.includes(task)))
  );
}

function idOf({ cause }: KeptExplanation): string | undefined {
  return cause.causes[0]?.id ?? cause.unrecognised?.title.id;
}

function united(newer: readonly string[], older: readonly string[]): readonly string[] {
  return [...new Set([...newer, ...older])].slice(0, KEPT_TASKS);
}

/** Gives up what can be missed most easily until it is small enough; undefined when even the rest is too large. */
function fit(entry: KeptExplanation): KeptExplanation | undefined {
  const few = { ...entry, tasks: entry.tasks.slice(0, FEW_TASKS) };
  const { cause } = few;
  const steps: readonly KeptExplanation[] = [
    entry,
    few,
    { ...few, cause: { ...cause, causes: cause.causes.slice(0, 1) } },
    { ...few, cause: { causes: cause.causes.slice(0, 1).map((one) => omit(one, 'log')) } },
  ];
  return steps.find((step) => JSON.stringify(step).length <= KEPT_SIZE);
}
