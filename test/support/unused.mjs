// Finds exported values of src that nothing imports. Types are left out: an exported function may name them.
import fs from 'node:fs';
import path from 'node:path';
import { analyzeTsConfig } from 'ts-unused-exports';
import { ROOT } from './paths.mjs';

/** Loaded by `import()` or by the editor, which the analysis does not follow. */
const DOORS = [
  'src/extension.ts',
  'src/core/aws/createConnection.ts',
  'src/core/aws/scaling.ts',
  'src/ui/commands/imageWork.ts',
  'src/ui/deployment/openSession.ts',
  'src/ui/explain/door.ts',
  'src/ui/lab/scenarioList.ts',
  'src/ui/logs/insightsPage.ts',
  // The page sees core's types through this file only.
  'src/protocol/deployment.ts',
];

const files = ['src', 'test'].flatMap((folder) =>
  fs
    .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|mjs)$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => path.join(folder, name)),
);
const { unusedExports: unused } = analyzeTsConfig(path.join(ROOT, 'tsconfig.json'), [
  ...files,
  '--allowUnusedTypes',
  '--searchNamespaces',
]);

let found = 0;
for (const [file, exports] of Object.entries(unused)) {
  const name = path.relative(ROOT, file).split(path.sep).join('/');
  if (!name.startsWith('src/') || DOORS.includes(name)) continue;
  found += exports.length;
  console.error(`${name}: ${exports.map(({ exportName }) => exportName).join(', ')}`);
}
if (found > 0) process.exitCode = 1;
