import { describe, expect, it } from 'vitest';
import { groupByTag, sortServices, tagKeys } from '../../../src/core/inventory/arrange';
import { asksForImages, matches, parseFilter, type Candidate } from '../../../src/core/inventory/filter';
import { clusterArn, service, serviceArn } from './fakeAws';

const web = service('production', 'shop-web', {
  tags: [{ key: 'team', value: 'Orders' }],
  desired: 3,
  running: 3,
});
const described: Candidate = {
  clusterArn: clusterArn('production'),
  serviceArn: web.arn,
  service: web,
  images: [{ container: 'app', image: 'registry/shop-web:1.4.2', digest: 'sha256:beef' }],
};
const named: Candidate = { clusterArn: clusterArn('production'), serviceArn: web.arn };

const match = (text: string, candidate = described): string => {
  const filter = parseFilter(text);
  return filter === undefined ? 'no filter' : matches(filter, candidate);
};

describe('a filter', () => {
  it.each([
    ['web', 'yes'],
    ['WEB prod', 'yes'],
    ['web staging', 'no'],
    ['name:prod', 'no'],
    ['cluster:prod', 'yes'],
    ['tag:team', 'yes'],
    ['tag:team=orders', 'yes'],
    ['tag:team=mail', 'no'],
    ['status:healthy', 'yes'],
    ['status:failing', 'no'],
    ['image:1.4', 'yes'],
    ['image:beef', 'yes'],
    ['image:2.0', 'no'],
    ['"shop-web"', 'yes'],
    ['http://shop-web', 'no'],
  ])('%s says %s of a service that is known in full', (text, expected) => {
    expect(match(text)).toBe(expected);
  });

  it('does not rule out what is not known yet, unless the name does', () => {
    expect(match('status:failing', named)).toBe('unknown');
    expect(match('web tag:team', named)).toBe('unknown');
    expect(match('image:1.4', named)).toBe('unknown');
    expect(match('mail tag:team', named)).toBe('no');
    expect(match('web', named)).toBe('yes');
  });

  it('of nothing is none', () => {
    expect(parseFilter('   ')).toBeUndefined();
    expect(parseFilter('image:')).toBeUndefined();
  });

  it('asks for images only when it has to', () => {
    expect(
      [parseFilter('web'), parseFilter('image:x')].map((filter) => filter && asksForImages(filter)),
    ).toEqual([false, true]);
  });
});

describe('an order', () => {
  const all = [
    service('c', 'a', { rollouts: [], createdAt: 5 }),
    service('c', 'b', { running: 0 }),
    service('c', 'd', { createdAt: 9 }),
  ];
  const arns = [...all.map(({ arn }) => arn), serviceArn('c', 'unread')];
  const sorted = (order: Parameters<typeof sortServices>[1]) =>
    sortServices(arns, order, (arn) => all.find((one) => one.arn === arn)).map((arn) =>
      arn.split('/').at(-1),
    );

  it('by status has what is wrong first, and what is not known last', () => {
    expect(sorted('status')).toEqual(['b', 'a', 'd', 'unread']);
  });

  it('by deployment has the latest first', () => {
    expect(sorted('deployed')).toEqual(['d', 'a', 'b', 'unread']);
  });

  it('by name is the order they stand in', () => {
    expect(sorted('name')).toEqual(['a', 'b', 'd', 'unread']);
  });
});

describe('tags', () => {
  const tagged = (name: string, value?: string) =>
    service('c', name, {
      tags:
        value === undefined
          ? []
          : [
              { key: 'team', value },
              { key: 'aws:x', value: '1' },
            ],
    });

  it('put services in groups, those without the tag last', () => {
    const groups = groupByTag([tagged('w', 'b'), tagged('x'), tagged('y', 'a'), tagged('a', 'b')], 'team');
    expect([...groups].map(([value, arns]) => [value, arns.length])).toEqual([
      ['a', 1],
      ['b', 2],
      ['', 1],
    ]);
  });

  it('are offered without those of AWS', () => {
    expect(tagKeys([tagged('w', 'b')])).toEqual(['team']);
  });
});
