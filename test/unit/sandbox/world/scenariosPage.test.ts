import { readFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { describe, expect, test } from 'vitest';
import type { Play } from '../../../../src/scenarios/scenario';
import { SCENARIOS, UNPLAYED } from '../../../../src/scenarios/scenarios';

const PAGE = 'docs/scenarios.md';

const TO_DO: Readonly<Record<Play['do'], string>> = {
  deploy: 'deploy',
  redeploy: 'deploy its newest revision',
  force: 'force a new deployment',
  run: 'run the task definition `app`',
  exec: 'open a shell',
  nothing: 'wait',
};

function toDo(play: Play): string {
  return play.do === 'deploy' ? `deploy \`app:${play.tag}\`` : TO_DO[play.do];
}

function page(): Promise<string> {
  const families = [...new Set(SCENARIOS.map(({ family }) => family))].map((family) => [
    `## ${family}`,
    '| Scenario | Row | What is wrong | To see it in `:ready` | Found first | Rests on |\n| - | - | - | - | - | - |\n' +
      SCENARIOS.filter((scenario) => scenario.family === family)
        .map(
          ({ id, row, title, description, play, cause, normal, source }) =>
            `| \`${id}\` | ${row ?? ''} | **${title}.** ${description} | ${toDo(play)} | ${cause}${normal === true ? ' (normal)' : ''} | ${source} |`,
        )
        .join('\n'),
  ]);
  const text = [
    '# Failures that can be played',
    `${SCENARIOS.length} failures are worlds of the sandbox: \`npm run sandbox -- --seed scenario:ID\`. In each a service \`app\` in the cluster \`scenario\` has run its first revision for hours. \`scenario:ID\` begins with what a person would do to see the failure just done; what AWS refuses, and tasks and shells, are left to the person. \`scenario:ID:ready\` is the same before anybody has done anything.`,
    'This page follows from `src/scenarios`; a test holds it to that, and `npx vitest run test/unit/sandbox/world/scenariosPage.test.ts -u` writes it anew. Rows are those of the list of the hundred failures that a deploy tool must explain; `d.1` to `d.7` are its parts, which name where each wording is documented.',
    ...families.flat(),
    '## Not played',
    '| Rows | Why |\n| - | - |\n' +
      UNPLAYED.map(({ rows, why }) => `| ${rows.join(', ')} | ${why} |`).join('\n'),
  ].join('\n\n');
  return resolveConfig(PAGE).then((config) => format(text, { ...config, parser: 'markdown' }));
}

describe('the failures that can be played', () => {
  test('are told on their page', async () => {
    await expect(await page()).toMatchFileSnapshot(`../../../../${PAGE}`);
    expect(await readFile('docs/sandbox.md', 'utf8')).toContain('scenarios.md');
  });

  test('are all of the hundred but those that have a reason', () => {
    const played = SCENARIOS.flatMap(({ row }) => row ?? []);
    const unplayed = UNPLAYED.flatMap(({ rows }) => rows);
    expect(unplayed.filter((row) => played.includes(row))).toEqual([]);
    expect([...new Set([...played, ...unplayed])].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
  });

  test('are told in words for people', () => {
    for (const { id, title, description } of SCENARIOS) {
      expect(title, id).toMatch(/^[A-Z][^.]*$/);
      expect(description, id).toMatch(/^([A-Z]|[a-z]+:).*\.$/);
    }
  });
});
