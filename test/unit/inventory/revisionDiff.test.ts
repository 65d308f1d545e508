import { describe, expect, it } from 'vitest';
import { compareRevisions } from '../../../src/core/model/revisionDiff';
import { summarize } from '../../../src/core/model/revisionSummary';
import type { JsonObject } from '../../../src/core/lib/json';

const revision = (changes: JsonObject = {}, container: JsonObject = {}): JsonObject => ({
  taskDefinitionArn: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1',
  family: 'web',
  revision: 1,
  cpu: '256',
  registeredAt: 1_700_000_000.5,
  containerDefinitions: [
    {
      name: 'app',
      image: 'shop/web:1',
      environment: [{ name: 'MODE', value: 'prod' }],
      secrets: [],
      ...container,
    },
  ],
  ...changes,
});

describe('two revisions', () => {
  it('that deploy the same do not differ, whatever AWS says about each', () => {
    expect(
      compareRevisions(revision(), revision({ revision: 2, registeredAt: 1, status: 'INACTIVE' })),
    ).toEqual([]);
  });

  it('that have the same labels and variables in another order do not differ', () => {
    const variable = { name: 'MODE', value: 'prod' };
    const one = revision({}, { dockerLabels: { team: 'shop', tier: 'web' }, environment: [variable] });
    const other = revision(
      {},
      { dockerLabels: { tier: 'web', team: 'shop' }, environment: [{ value: 'prod', name: 'MODE' }] },
    );
    expect(compareRevisions(one, other)).toEqual([]);
  });

  it('are told apart by image first, then by what else is deployed', () => {
    const later = revision({ cpu: '512', memory: '1024' }, { image: 'shop/web:2', command: ['run'] });
    expect(compareRevisions(revision(), later)).toEqual([
      { subject: 'app: image', kind: 'changed', before: 'shop/web:1', after: 'shop/web:2' },
      { subject: 'app: command', kind: 'added', after: '["run"]' },
      { subject: 'cpu', kind: 'changed', before: '256', after: '512' },
      { subject: 'memory', kind: 'added', after: '1024' },
    ]);
  });

  it('never show the value of a variable or where a secret comes from', () => {
    const later = revision(
      {},
      {
        environment: [
          { name: 'MODE', value: 'test' },
          { name: 'TOKEN', value: 'hunter2' },
        ],
        secrets: [{ name: 'DB', valueFrom: 'arn:aws:ssm:x' }],
      },
    );
    const differences = compareRevisions(revision(), later);
    expect(differences).toEqual([
      { subject: 'app: environment MODE', kind: 'changed' },
      { subject: 'app: environment TOKEN', kind: 'added' },
      { subject: 'app: secrets DB', kind: 'added' },
    ]);
  });

  it('name containers that came and went', () => {
    const later = revision({ containerDefinitions: [{ name: 'proxy', image: 'envoy:3' }] });
    expect(compareRevisions(revision(), later)).toEqual([
      { subject: 'app', kind: 'removed', before: 'shop/web:1' },
      { subject: 'proxy', kind: 'added', after: 'envoy:3' },
    ]);
  });
});

describe('a row of a revision', () => {
  it('shows what AWS said, with times in milliseconds', () => {
    expect(summarize({ body: revision({ status: 'INACTIVE', registeredBy: 'arn:me' }) })).toEqual({
      status: 'INACTIVE',
      registeredAt: 1_700_000_000_500,
      registeredBy: 'arn:me',
      images: ['shop/web:1'],
      cpu: '256',
    });
  });
});
