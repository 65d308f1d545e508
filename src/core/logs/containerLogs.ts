import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json';
import type { Message } from '../lib/message';
import { parseArn } from '../model/arn';
import { explainDriver, fireLens, fireLensGroup, hiddenPlace, noGroup } from './elsewhere';
import { object, text } from './jsonMembers';
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
  const accountId = parseArn(text(taskDefinition['taskDefinitionArn']) ?? '')?.accountId;
  return (containers as readonly JsonValue[]).filter(isJsonObject).map((definition) => {
    const place = readPlace(definition, { region: defaultRegion, accountId });
    return isJsonObject(definition['firelensConfiguration']) ? { ...place, isRouter: true } : place;
  });
}

/** Where a task definition is: what its log options do not say. */
interface Home {
  readonly region: string;
  readonly accountId: string | undefined;
}

function readPlace(definition: JsonObject, home: Home): LogsPlace {
  const container = text(definition['name']) ?? '';
  const configuration = object(definition['logConfiguration']);
  const driver = text(configuration['logDriver']);
  const options = object(configuration['options']);
  const secret = secretNames(configuration);
  const group = text(options['awslogs-group']);
  const elsewhere = (explanation: Message): LogsPlace => ({
    kind: 'elsewhere',
    container,
    ...(driver === undefined ? {} : { driver }),
    explanation,
  });
  if (driver === 'awslogs') {
    // Secret values are not read: not even one that is only a name.
    const hidden = NAMES_OF_PLACE.find((name) => secret.has(name));
    if (hidden !== undefined) return elsewhere(hiddenPlace(container, hidden));
    if (group === undefined) return elsewhere(noGroup(container));
    const prefix = text(options['awslogs-stream-prefix']);
    return {
      kind: 'cloudwatch',
      container,
      group,
      region: text(options['awslogs-region']) ?? home.region,
      ...(prefix === undefined ? {} : { prefix }),
    };
  }
  if (driver === 'awsfirelens') return readFireLens(container, options, home);
  return elsewhere(explainDriver(container, driver, options));
}

const NAMES_OF_PLACE = ['awslogs-group', 'awslogs-region', 'awslogs-stream-prefix'] as const;

function secretNames({ secretOptions }: JsonObject): ReadonlySet<string> {
  const named = Array.isArray(secretOptions) ? (secretOptions as readonly JsonValue[]) : [];
  return new Set(named.filter(isJsonObject).flatMap(({ name }) => text(name) ?? []));
}

/**
 * FireLens whose Fluent Bit writes to CloudWatch under names that can be computed: the plugin appends its tag, which ECS
 * makes `<container>-firelens-<task id>` ("Custom log routing" in the ECS developer guide, the plugins' own README).
 */
function readFireLens(container: string, given: JsonObject, home: Home): LogsPlace {
  // Fluent Bit takes no notice of capitals in the names of options.
  const options: JsonObject = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const plugin = text(options['name']);
  const group = text(options['log_group_name']);
  const prefix = text(options['log_stream_prefix']);
  const region = text(options['region']) ?? home.region;
  const elsewhere = {
    kind: 'elsewhere',
    container,
    driver: 'awsfirelens',
    explanation: fireLens(container, plugin, group),
  } as const;
  // A template is filled in by the router, from what only it knows; a role can lead to the logs of another account.
  const role = text(options['role_arn']);
  const isOurs = role === undefined || parseArn(role)?.accountId === home.accountId;
  if (plugin === undefined || !CLOUDWATCH_PLUGINS.has(plugin) || !isOurs) return elsewhere;
  if (group === undefined || isTemplate(group) || options['log_group_template'] !== undefined)
    return elsewhere;
  if (
    prefix === undefined ||
    isTemplate(prefix) ||
    options['log_stream_name'] !== undefined ||
    options['log_stream_template'] !== undefined
  )
    return { ...elsewhere, explanation: fireLensGroup(container, group), queried: { group, region } };
  return { kind: 'firelens', container, group, region, prefix };
}

const CLOUDWATCH_PLUGINS: ReadonlySet<string> = new Set(['cloudwatch', 'cloudwatch_logs']);
const isTemplate = (name: string): boolean => name.includes('$(') || name.includes('${');
