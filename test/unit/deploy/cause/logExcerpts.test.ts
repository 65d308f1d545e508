import { expect, test } from 'vitest';
import type { Connection } from '../../../../src/core/aws/connection';
import { LogExcerpts } from '../../../../src/core/deploy/cause/logExcerpts';
import { formatMessage } from '../../../../src/core/lib/message';
import { RecordingLogger } from '../../aws/setup';
import { at, task } from '../samples';

test('a log that goes elsewhere is not read, and it is said where it goes', () => {
  const connection = { info: { region: 'eu-west-1' } } as Connection;
  const logs = new LogExcerpts(connection, new RecordingLogger());
  logs.want(task('a', 42, { lastStatus: 'STOPPED' }), 'app', at(10));
  const splunk = { name: 'app', logConfiguration: { logDriver: 'splunk' } };
  logs.read({ containerDefinitions: [splunk] }, at(10), new AbortController().signal);
  expect([logs.arrival, logs.nextDue, logs.excerpts]).toEqual([undefined, undefined, []]);
  expect(logs.elsewhere === undefined ? '' : formatMessage(logs.elsewhere)).toContain('splunk');
});
