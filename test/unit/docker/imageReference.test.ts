import { expect, test } from 'vitest';
import { ecrRegistry, parseImageReference, repositoryUri } from '../../../src/core/docker/imageReference';

const DIGEST = `sha256:${'0a'.repeat(32)}`;

test.each([
  ['nginx', { repository: 'nginx' }],
  ['library/nginx:1.27', { repository: 'library/nginx', tag: '1.27' }],
  ['localhost/web', { registry: 'localhost', repository: 'web' }],
  ['127.0.0.1:5000/team/web:1', { registry: '127.0.0.1:5000', repository: 'team/web', tag: '1' }],
  ['host:5000/web', { registry: 'host:5000', repository: 'web' }],
  [`ghcr.io/a/b@${DIGEST}`, { registry: 'ghcr.io', repository: 'a/b', digest: DIGEST }],
  [`a.b/c:tag@${DIGEST}`, { registry: 'a.b', repository: 'c', tag: 'tag', digest: DIGEST }],
])('%s is an image reference', (text, parts) => {
  expect(parseImageReference(text)).toEqual(parts);
});

test.each([
  '',
  'UPPER/case',
  'a b',
  'a:',
  ':1',
  'a@sha256:12',
  'host.com/',
  '-x',
  'a..b',
  '$(reboot)',
  'a:b:c',
])('"%s" is none', (text) => {
  expect(parseImageReference(text)).toBeUndefined();
});

test.each([
  ['123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'eu-west-1'],
  ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  ['123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
  ['123456789012.dkr-ecr.us-east-1.on.aws', 'us-east-1'],
  ['123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1'],
  ['123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov', 'us-iso-east-1'],
])('%s is a registry of ECR', (host, region) => {
  expect(ecrRegistry(host)).toEqual({ accountId: '123456789012', region });
});

test.each(['public.ecr.aws', 'ghcr.io', '12.dkr.ecr.eu-west-1.amazonaws.com', undefined])(
  '%s is none',
  (host) => {
    expect(ecrRegistry(host)).toBeUndefined();
  },
);

test('a repository is named without tag and digest', () => {
  expect(repositoryUri(parseImageReference(`h:1/a/b:2@${DIGEST}`) ?? { repository: '' })).toBe('h:1/a/b');
});
