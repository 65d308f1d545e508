import { l10n } from 'vscode';
import type { RawTaskDefinition } from '../../core/aws/api';
import type { Inventory } from '../../core/inventory/inventory';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/lib/json';
import { taskDefinitionName } from '../../core/model/arn';
import { consoleUrl } from '../../core/model/consoleUrl';
import { summarize } from '../../core/model/revisionSummary';
import { runsIn } from '../explorer/revisionRow';
import { code, page, section } from './markdown';

/** A revision of a task definition as people read it. Values of variables stand in the raw document only. */
export function revisionPage(arn: string, raw: RawTaskDefinition, inventory: Inventory): string {
  const { body, tags } = raw;
  const summary = summarize(raw);
  const text = (key: string): string | undefined => textOf(body[key]);
  const { endpoint } = inventory.connection.info;
  const containers = Array.isArray(body['containerDefinitions']) ? body['containerDefinitions'] : [];
  return page(taskDefinitionName(arn), [
    section(l10n.t('What it is'), [
      [l10n.t('Status'), summary.status],
      [
        l10n.t('Registered'),
        summary.registeredAt === undefined
          ? undefined
          : [new Date(summary.registeredAt).toISOString(), summary.registeredBy].filter(Boolean).join(' '),
      ],
      [
        l10n.t('Runs in'),
        runsIn(arn, inventory)
          .map(({ name, arn: service }) => `${name} ${code(service)}`)
          .join(', '),
      ],
      [l10n.t('CPU and memory'), [text('cpu'), text('memory')].filter(Boolean).join(' / ')],
      [l10n.t('Platform'), textOf(body['runtimePlatform'])],
      [l10n.t('Network mode'), text('networkMode')],
      [l10n.t('Role of the task'), quoted(text('taskRoleArn'))],
      [l10n.t('Role that starts it'), quoted(text('executionRoleArn'))],
      ['ARN', code(arn)],
      [l10n.t('In the AWS console'), endpoint === undefined ? consoleUrl(arn) : undefined],
    ]),
    ...containers.filter(isJsonObject).map(containerSection),
    section(
      l10n.t('Tags'),
      tags.map(({ key, value }) => [key, code(value)]),
    ),
  ]);
}

function containerSection(container: JsonObject): string {
  const text = (key: string): string | undefined => textOf(container[key]);
  const log = container['logConfiguration'];
  return section(l10n.t('Container {0}', text('name') ?? ''), [
    [l10n.t('Image'), quoted(text('image'))],
    [l10n.t('Essential'), text('essential')],
    [l10n.t('Command'), quoted(text('command'))],
    [l10n.t('Entry point'), quoted(text('entryPoint'))],
    [
      l10n.t('Ports'),
      entries(container['portMappings'], ({ containerPort, protocol }) => [containerPort, protocol]),
    ],
    [l10n.t('Variables'), entries(container['environment'], ({ name }) => [name])],
    [l10n.t('Secrets'), entries(container['secrets'], ({ name }) => [name])],
    [l10n.t('Health check'), quoted(text('healthCheck'))],
    [l10n.t('Logs'), isJsonObject(log) ? textOf(log['options']) : undefined],
    [l10n.t('Waits for'), text('dependsOn')],
  ]);
}

function entries(
  list: JsonValue | undefined,
  parts: (entry: JsonObject) => readonly (JsonValue | undefined)[],
): string | undefined {
  if (!Array.isArray(list)) return undefined;
  return list
    .filter(isJsonObject)
    .map((entry) =>
      parts(entry)
        .flatMap((part) => textOf(part) ?? [])
        .join('/'),
    )
    .join(', ');
}

function quoted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : code(text);
}

function textOf(value: JsonValue | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
