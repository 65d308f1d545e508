// Copies of the sample app to work in.
import fs from 'node:fs';
import path from 'node:path';
import { SAMPLE } from './paths.mjs';
import { run, which } from './processes.mjs';

/**
 * Copies the sample app into `folder`, as a git repository of one commit: image tags are made from commits.
 * @param {string} folder
 * @param {Record<string, unknown>} settings of the workspace
 */
export async function makeWorkspace(folder, settings) {
  fs.cpSync(SAMPLE, folder, { recursive: true });
  fs.mkdirSync(path.join(folder, '.vscode'), { recursive: true });
  fs.writeFileSync(
    path.join(folder, '.vscode', 'settings.json'),
    `${JSON.stringify(settings, undefined, 2)}\n`,
  );
  if (!which('git')) return;
  const identity = [
    '-c',
    'user.name=Sample',
    '-c',
    'user.email=sample@localhost',
    '-c',
    'commit.gpgsign=false',
  ];
  const git = (...args) => run('git', [...identity, ...args], { cwd: folder });
  await git('init', '-q', '-b', 'main');
  await git('add', '.');
  await git('commit', '-q', '-m', 'Add the sample app');
}
