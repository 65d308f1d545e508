import { describe, expect, test } from 'vitest';
import { parseQueryInput, queryAnswer } from '../../../../src/sandbox/wire/queryProtocol';
import type { QueryService } from '../../../../src/sandbox/wire/service';

const SERVICE: QueryService = {
  signingName: 'x',
  protocol: 'awsQuery',
  version: '1',
  xmlNamespace: 'http://x/',
  operations: {},
};

describe('a form', () => {
  test('becomes nested members, lists in the order of their numbers', () => {
    const form = new URLSearchParams(
      'Action=A&Version=1&Names.member.2=b&Names.member.1=a&Targets.member.1.Id=i&Targets.member.1.Port=80',
    );
    expect(parseQueryInput(form)).toEqual({ Names: ['a', 'b'], Targets: [{ Id: 'i', Port: '80' }] });
  });

  test('cannot reach the prototype of anything', () => {
    const input = parseQueryInput(new URLSearchParams('__proto__.polluted=yes&constructor.prototype.x=y'));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(input)).toContain('constructor');
  });

  test('that is nested without end is cut off', () => {
    expect(parseQueryInput(new URLSearchParams(`${'a.'.repeat(5000)}b=1`))).toEqual({});
  });
});

test('an answer is XML with escaped text, and members that are undefined are left out', () => {
  const { body } = queryAnswer(
    SERVICE,
    'Describe',
    { Name: '<a & b>', Gone: undefined, List: [{ Id: 1 }] },
    'r',
  );
  expect(body).toBe(
    '<DescribeResponse xmlns="http://x/"><DescribeResult><Name>&lt;a &amp; b&gt;</Name>' +
      '<List><member><Id>1</Id></member></List></DescribeResult>' +
      '<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></DescribeResponse>',
  );
});
