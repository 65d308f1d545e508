import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { browsePolicy } from '../../../src/core/aws/browsePolicy';

it('the policy that can be copied is the one that the page on permissions explains', () => {
  const page = readFileSync(path.join(import.meta.dirname, '../../../docs/permissions.md'), 'utf8');
  const [, first = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  expect(JSON.parse(browsePolicy())).toEqual(JSON.parse(first));
});
