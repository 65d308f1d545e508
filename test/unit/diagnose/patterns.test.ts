import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../../src/core/diagnose/rules/table';
import { comparable, follows, fragments } from '../../../src/core/diagnose/text';

/** Where texts from outside meet patterns on their way to a card. */
const ROOMS = ['src/core/diagnose', 'src/core/deploy/cause'];

/** Every pattern that is written down in a room, and `new RegExp` for those that are made up on the way. */
function patternsOf(folder: string): readonly string[] {
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'));
  const patterns: string[] = [];
  for (const file of files) {
    const text = fs.readFileSync(path.join(folder, file), 'utf8');
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) patterns.push(node.text);
      if (
        (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
        node.expression.getText(source) === 'RegExp'
      )
        patterns.push(MADE_UP);
      ts.forEachChild(node, visit);
    };
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
    visit(source);
  }
  return patterns;
}

const MADE_UP = 'new RegExp';

/** What is wrong with a pattern: whatever lets the time of a search grow faster than the text. */
function objections(literal: string): readonly string[] {
  if (literal === MADE_UP) return ['not written down, so that nobody can judge it'];
  const source = literal.slice(1, literal.lastIndexOf('/'));
  const plain = source.replace(/\\./g, 'a').replace(/\[[^\]]*\]/g, 'a');
  const found: string[] = [];
  if (/[*+]|\{\d+,\}/.test(plain)) found.push('an unbounded quantifier');
  if (/\\[1-9]|\\k</.test(source)) found.push('a back reference');
  if (/\(\?<?[=!]/.test(plain)) found.push('a look around');
  // Of `(a|b){n}` each repetition may be read in several ways.
  if (/\([^()]*\|[^()]*\)\{/.test(plain)) found.push('a choice under a quantifier');
  if (/\([^()]*(?:\{\d+,\d+\}|\?)[^()]*\)\{/.test(plain)) found.push('a quantifier in a quantifier');
  const reach = [...plain.matchAll(/\{\d+(?:,(\d+))?\}/g)].reduce(
    (sum, [, most]) => sum + Number(most ?? 0),
    0,
  );
  if (reach > 2000) found.push('a long reach');
  return found;
}

describe('patterns', () => {
  it('take time linear in the text: bounded quantifiers, none in another', () => {
    const patterns = ROOMS.flatMap(patternsOf);
    expect(patterns.length).toBeGreaterThan(40);
    for (const pattern of patterns) expect(objections(pattern), pattern).toEqual([]);
  });

  it('are told apart from those that do not', () => {
    expect(objections('/(a+)+b/')).not.toEqual([]);
    expect(objections('/a.*b/')).not.toEqual([]);
    expect(objections('/(a{1,20}){1,20}/')).not.toEqual([]);
    expect(objections(String.raw`/(x)\1/`)).not.toEqual([]);
    expect(objections('/(a|ab){1,9}c/')).not.toEqual([]);
    expect(objections('/(?=a{1,9})a/')).not.toEqual([]);
    expect(objections(MADE_UP)).not.toEqual([]);
    expect(objections('/^a{1,20}[*+]$/')).toEqual([]);
  });

  it('of rules are fragments of plain text, in an order', () => {
    const text = comparable('The task can’t pull the IMAGE:   not found');
    expect(follows(text, fragments("can't pull…not found"))).toBe(true);
    expect(follows(text, fragments("not found…can't pull"))).toBe(false);
    expect(follows('servicenotfoundexception', fragments('ENOTFOUND'))).toBe(false);
    for (const { id, match } of RULES)
      for (const pattern of match)
        expect(
          fragments(pattern).every((part) => part.length >= 3),
          id,
        ).toBe(true);
  });

  it('belong to rules with names of their own', () => {
    const ids = RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, title, plain, advice } of RULES) {
      expect(title.id).toBe(`cause.${id}`);
      expect([undefined, `cause.${id}Plain`]).toContain(plain?.id);
      expect(advice.template).toMatch(/\.$/);
    }
    for (const { yieldsTo = [] } of RULES) for (const id of yieldsTo) expect(ids).toContain(id);
  });
});
