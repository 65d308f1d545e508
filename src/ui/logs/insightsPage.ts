import { l10n } from 'vscode';
import { clean } from '../../core/logs/cleanText';
import { insightsFields, type InsightsResult } from '../../core/logs/insights';
import { alignedTable, code, page } from '../documents/markdown';
import { facts } from '../words';
import type { LogRequest } from './logUri';
import { localTime, subjectName } from './viewWords';

/** A table is for an overview: longer values are whole in the copy. */
const LONGEST_VALUE = 500;
const MOST_ROWS = 2000;

/** The result of a query: what was asked, what it cost to read, and a table. Everything of the logs stands in code. */
export function insightsPage(
  { subject, from, to, text }: LogRequest,
  { groups, rows, scannedBytes, scannedRecords, matchedRecords }: InsightsResult,
): string {
  const fields = insightsFields(rows);
  const values = rows.slice(0, MOST_ROWS).map((row) => {
    const of = new Map(row);
    return fields.map((field) => value(of.get(field) ?? ''));
  });
  return page(l10n.t('Logs Insights: {0}', subjectName(subject)), [
    `- ${l10n.t('Query')}: ${code(text)}`,
    `- ${l10n.t('Log groups')}: ${groups.map(code).join(', ')}`,
    `- ${l10n.t('From {0} to {1} of your time; CloudWatch tells times in UTC', localTime(from), localTime(to))}`,
    `- ${facts(
      l10n.t('{0} rows', rows.length),
      l10n.t('{0} of {1} lines matched', matchedRecords, scannedRecords),
      l10n.t('{0} scanned, which CloudWatch bills', bytes(scannedBytes)),
    )}`,
    ...(rows.length > MOST_ROWS
      ? [`- ${l10n.t('The first {0} rows; the copy as CSV has all of them.', MOST_ROWS)}`]
      : []),
    '',
    rows.length === 0 ? nothing(groups) : `\n${alignedTable(fields.map(value), values)}`,
  ]);
}

function nothing(groups: readonly string[]): string {
  return groups.length === 0 ? l10n.t('Nothing of it is in CloudWatch.') : l10n.t('No line matches.');
}

function value(text: string): string {
  if (text === '') return '';
  const cleaned = clean(text.slice(0, LONGEST_VALUE)).replaceAll(/\s+/g, ' ').trim();
  return code(text.length > LONGEST_VALUE ? `${cleaned}…` : cleaned);
}

function bytes(count: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const step = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(count) / Math.log(1024)));
  const amount = count / 1024 ** step;
  return `${step === 0 ? amount : amount.toFixed(1)} ${units[step] ?? ''}`;
}
