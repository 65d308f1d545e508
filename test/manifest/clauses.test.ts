import { describe, expect, it } from 'vitest';
import { allContextValues } from '../../src/ui/explorer/contextValue';
import { clauses, readText, viewIds } from './manifest';

const contextValues = allContextValues();
const viewItems = clauses.flatMap(({ where, clause }) =>
  [...clause.matchAll(/viewItem\s*=~\s*\/((?:\\.|[^/\\])+)\/([a-z]*)/g)].map(
    ([, source = '', flags = '']) => ({
      where,
      pattern: new RegExp(source, flags),
    }),
  ),
);

describe('conditions of the manifest', () => {
  it('test the kind of a row somewhere', () => {
    expect(viewItems).not.toEqual([]);
  });

  it.each(viewItems)('$where: $pattern matches some row, and not every row', ({ pattern }) => {
    const matching = contextValues.filter((value) => pattern.test(value));
    expect(matching.length).toBeGreaterThan(0);
    expect(matching.length).toBeLessThan(contextValues.length);
  });

  it('compare rows by pattern: values carry flags, and equality would miss them', () => {
    expect(clauses.filter(({ clause }) => /viewItem\s*(==|!=|in)/.test(clause))).toEqual([]);
  });

  it('name views that are contributed', () => {
    const named = clauses.flatMap(({ clause }) =>
      [...clause.matchAll(/\bview\s*==\s*([\w.]+)/g)].map(([, id]) => id),
    );
    expect(named.filter((id) => id !== undefined && !viewIds.includes(id))).toEqual([]);
  });

  it('read context keys that the code sets', () => {
    const known = [...readText('src/platform/contextKeys.ts').matchAll(/'(quayside\.\w+)'/g)].map(
      ([, key]) => key,
    );
    const read = clauses.flatMap(({ clause }) =>
      [...clause.matchAll(/(?<![\w.])quayside\.\w+/g)]
        .map(([key]) => key)
        .filter((key) => !viewIds.includes(key)),
    );
    expect(read.filter((key) => !known.includes(key))).toEqual([]);
  });

  it('show each welcome text in a state that the code can be in', () => {
    const states = clauses.flatMap(({ clause }) => /quayside\.welcome == '(\w+)'/.exec(clause)?.[1] ?? []);
    const code = readText('src/ui/explorer/welcome.ts');
    expect(states.filter((state) => !code.includes(`'${state}'`))).toEqual([]);
  });
});
