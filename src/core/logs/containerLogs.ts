import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json';
import { message, type Message } from '../lib/message';
import type { ContainerLogs, LogsPlace } from './model';

/**
 * Reads the log configuration of every container out of a raw task definition. `defaultRegion` is used where
 * `awslogs-region` is missing. Options can hold tokens: only addresses and names are ever put into a message.
 * Rests on the "awslogs" and "FireLens" pages of the ECS developer guide.
 */
export function readContainerLogs(
  taskDefinition: JsonObject,
  defaultRegion: string,
): readonly ContainerLogs[] {
  const containers = taskDefinition['containerDefinitions'];
  if (!Array.isArray(containers)) return [];
  return (containers as readonly JsonValue[]).filter(isJsonObject).map((definition) => {
    const place = readPlace(definition, defaultRegion);
    return isJsonObject(definition['firelensConfiguration']) ? { ...place, isRouter: true } : place;
  });
}

function readPlace(definition: JsonObject, defaultRegion: string): LogsPlace {
  const container = text(definition['name']) ?? '';
  const configuration = object(definition['logConfiguration']);
  const driver = text(configuration['logDriver']);
  const options = object(configuration['options']);
  const group = text(options['awslogs-group']);
  if (driver === 'awslogs' && group !== undefined) {
    const prefix = text(options['awslogs-stream-prefix']);
    return {
      kind: 'cloudwatch',
      container,
      group,
      region: text(options['awslogs-region']) ?? defaultRegion,
      ...(prefix === undefined ? {} : { prefix }),
    };
  }
  return (
    readFireLens(container, driver, options, defaultRegion) ?? {
      kind: 'elsewhere',
      container,
      ...(driver === undefined ? {} : { driver }),
      explanation: explain(container, driver, options),
    }
  );
}

/**
 * FireLens whose Fluent Bit writes to CloudWatch under names that can be computed: the plugin appends its tag, which ECS
 * makes `<container>-firelens-<task id>` ("Custom log routing" in the ECS developer guide, the plugins' own README).
 */
function readFireLens(
  container: string,
  driver: string | undefined,
  options: JsonObject,
  defaultRegion: string,
): LogsPlace | undefined {
  const group = text(options['log_group_name']);
  const prefix = text(options['log_stream_prefix']);
  const plugin = text(options['Name']) ?? text(options['name']);
  if (driver !== 'awsfirelens' || plugin === undefined || !CLOUDWATCH_PLUGINS.has(plugin)) return undefined;
  // A template is filled in by the router, from what only it knows.
  if (group === undefined || prefix === undefined || isTemplate(group) || isTemplate(prefix))
    return undefined;
  if (options['log_stream_template'] !== undefined || options['log_group_template'] !== undefined)
    return undefined;
  return { kind: 'firelens', container, group, region: text(options['region']) ?? defaultRegion, prefix };
}

const CLOUDWATCH_PLUGINS: ReadonlySet<string> = new Set(['cloudwatch', 'cloudwatch_logs']);
const isTemplate = (name: string): boolean => name.includes('$(') || name.includes('${');

function explain(container: string, driver: string | undefined, options: JsonObject): Message {
  switch (driver) {
    case undefined:
      return message(
        'logs.noDriver',
        'Container "{0}" names no log driver: its output stays with the container engine of its instance. Add an awslogs configuration to the task definition to read it here.',
        container,
      );
    case 'awsfirelens':
      return message(
        'logs.firelens',
        'Container "{0}" hands its output to FireLens, which forwards it to {1}. Look there; delivery errors appear in the log of the log router container.',
        container,
        fireLensDestination(options) ?? 'the destination in its configuration file',
      );
    case 'json-file':
    case 'local':
    case 'journald':
      return message(
        'logs.onInstance',
        'Container "{0}" logs with the driver "{1}": its lines are on the container instance, out of reach of AWS’s APIs. Read them there, or switch the container to awslogs.',
        container,
        driver,
      );
    case 'awslogs':
      return message(
        'logs.noGroup',
        'Container "{0}" logs with awslogs but names no log group: set "awslogs-group" in the task definition.',
        container,
      );
    default:
      return message(
        'logs.elsewhere',
        'Container "{0}" logs with the driver "{1}" to {2}: AWS offers no way to read it back. Look there.',
        container,
        driver,
        destination(options) ?? 'the place that its options name',
      );
  }
}

function fireLensDestination(options: JsonObject): string | undefined {
  const plugin = text(options['Name']) ?? text(options['name']);
  const group = text(options['log_group_name']);
  return plugin !== undefined && group !== undefined ? `${plugin} (${group})` : plugin;
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

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function object(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
