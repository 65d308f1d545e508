import type { JsonObject } from '../lib/json';
import { message, type Message } from '../lib/message';
import { text } from './jsonMembers';

/* Where the lines of a container are that cannot be read here, and what can be done. Options can hold tokens: only addresses and names are ever told. */

export function fireLens(container: string, plugin: string | undefined, group: string | undefined): Message {
  const named = plugin !== undefined && group !== undefined ? `${plugin} (${group})` : plugin;
  return message(
    'logs.firelens',
    'Container "{0}" hands its output to FireLens, which forwards it to {1}. Look there; delivery errors appear in the log of the log router container.',
    container,
    named ?? 'the destination in its configuration file',
  );
}

export const fireLensGroup = (container: string, group: string): Message =>
  message(
    'logs.firelensGroup',
    'Container "{0}" hands its output to FireLens, which forwards it to {1} under names that only its router knows: Query Logs Insights… reads that group.',
    container,
    group,
  );

export const noGroup = (container: string): Message =>
  message(
    'logs.noGroup',
    'Container "{0}" logs with awslogs but names no log group: set "awslogs-group" in the task definition.',
    container,
  );

export const hiddenPlace = (container: string, option: string): Message =>
  message(
    'logs.hiddenPlace',
    'Container "{0}" takes the option "{1}" of its log driver from a secret, and secrets are not read here. Put it among the plain options of the task definition to read the lines.',
    container,
    option,
  );

export function explainDriver(container: string, driver: string | undefined, options: JsonObject): Message {
  switch (driver) {
    case undefined:
      return message(
        'logs.noDriver',
        'Container "{0}" names no log driver: what it writes stays where it runs, out of reach of AWS’s APIs. Add an awslogs configuration to the task definition to read it here; Open Shell in Container… leads into the running one.',
        container,
      );
    case 'json-file':
    case 'local':
    case 'journald':
      return message(
        'logs.onInstance',
        'Container "{0}" logs with the driver "{1}": its lines are on the container instance, out of reach of AWS’s APIs. Read them there, or switch the container to awslogs; Open Shell in Container… leads into the running one.',
        container,
        driver,
      );
    case 'none':
      return message(
        'logs.none',
        'Container "{0}" logs with the driver "none": its lines are kept nowhere. Switch it to awslogs to read them here; Open Shell in Container… leads into the running one.',
        container,
      );
    default:
      return message(
        'logs.elsewhere',
        'Container "{0}" logs with the driver "{1}" to {2}: AWS offers no way to read it back. Look there; Open Shell in Container… leads into the running one.',
        container,
        driver,
        destination(options) ?? 'the place that its options name',
      );
  }
}

/** Addresses that drivers take; without what may hold a user name or a token. */
function destination(options: JsonObject): string | undefined {
  const named = ['splunk-url', 'gelf-address', 'fluentd-address', 'syslog-address'].map((name) =>
    text(options[name]),
  );
  return named
    .find((address) => address !== undefined)
    ?.replace(/\/\/[^/@]*@|[?#].*$/g, (part) => (part.startsWith('//') ? '//' : ''));
}
