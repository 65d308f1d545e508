import { given } from '../../core/aws/given';
import type { KeptTail } from '../../core/logs/keptTail';
import type { ViewOptions } from '../../core/logs/logView';
import type { LogSubject } from '../../core/logs/model';
import { LEVELS } from '../../core/logs/record';
import { isConnectionChoice } from '../../platform/state';

/** What an earlier version or a hand may have written is not trusted. */
export function readKeptTails(value: unknown): readonly KeptTail[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly unknown[]).flatMap((kept) => {
    if (typeof kept !== 'object' || kept === null) return [];
    const of = (name: string): unknown => Reflect.get(kept, name);
    const [id, name, subject, connection, pattern] = [
      of('id'),
      of('name'),
      of('subject'),
      of('connection'),
      of('pattern'),
    ];
    if (typeof id !== 'string' || typeof name !== 'string' || !isSubject(subject)) return [];
    if (!isConnectionChoice(connection)) return [];
    const optional = { ...given('pattern', textOf(pattern)), ...given('view', readView(of('view'))) };
    return [{ id, name, subject, connection, ...optional }];
  });
}

function isSubject(value: unknown): value is LogSubject {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'clusterArn') === 'string';
}

function readView(value: unknown): ViewOptions | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const level = LEVELS.find((each) => each === Reflect.get(value, 'level'));
  const text = textOf(Reflect.get(value, 'text'));
  return {
    ...given('level', level),
    ...given('text', text),
    rawJson: Reflect.get(value, 'rawJson') === true,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
