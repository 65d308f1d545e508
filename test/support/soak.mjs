// npm run soak [-- FILTER]: the property tests (`….property.test.ts`), with many more examples than in npm test.
// A failure prints fast-check's seed and path, with which it can be played again.
import path from 'node:path';
import { ROOT } from './paths.mjs';
import { killAll, runNode } from './processes.mjs';

for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => void killAll().then(() => process.exit(130)));

const filters = process.argv.length > 2 ? process.argv.slice(2) : ['.property.test.ts'];
const { code } = await runNode(
  [path.join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'unit', ...filters],
  { cwd: ROOT, env: { ...process.env, QUAYSIDE_SOAK: '1' }, echo: true },
);
process.exitCode = code ?? 1;
