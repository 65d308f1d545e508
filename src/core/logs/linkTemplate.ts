import { arnName } from '../model/arn';
import type { LogSubject } from './model';

/**
 * Fills a person's own link to where lines lie that CloudWatch does not have: `{cluster}`, `{service}`, `{task}`,
 * `{container}` and `{region}`, each encoded. Undefined where the template is empty or names what is not known.
 */
export function fillLinkTemplate(
  template: string,
  { clusterArn, serviceArn, taskArn, container }: LogSubject,
  region: string | undefined,
): string | undefined {
  if (template === '') return undefined;
  const known: Readonly<Record<string, string | undefined>> = {
    cluster: arnName(clusterArn),
    service: serviceArn === undefined ? undefined : arnName(serviceArn),
    task: taskArn === undefined ? undefined : arnName(taskArn),
    container,
    region,
  };
  const names = [...template.matchAll(PLACE)].flatMap(([, name = '']) => name);
  if (names.some((name) => Object.hasOwn(known, name) && known[name] === undefined)) return undefined;
  return template.replace(PLACE, (whole, name: string) =>
    Object.hasOwn(known, name) ? encodeURIComponent(known[name] ?? '') : whole,
  );
}

const PLACE = /\{(\w+)\}/g;
