// What a diagnosis costs, and whether it is right: the fixtures of the unit tests, bundled as they stand.
import { build } from 'esbuild';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, WORK } from '../support/paths.mjs';

const RUNS = 200;

export const about = `Diagnosis of 200 stopped tasks with 100 events: median of ${RUNS} runs after as many to warm up.`;

export async function run() {
  const outfile = path.join(WORK, 'bench', 'diagnose.mjs');
  await build({
    stdin: {
      contents: [
        "export * from './src/core/diagnose/diagnose';",
        "export * from './test/unit/diagnose/fixtures/large';",
        "export * from './test/unit/diagnose/fixtures/scenarios';",
        "export * from './test/unit/diagnose/fixtures/trials';",
      ].join('\n'),
      resolveDir: ROOT,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outfile,
  });
  const { diagnose, falselyBlamed, largeEvidence, SCENARIOS, TRIALS, wrongFirsts } = await import(
    pathToFileURL(outfile).href
  );
  const evidence = largeEvidence();
  if (diagnose(evidence).causes.length < 3) throw new Error('The diagnosis misses causes');
  const times = [];
  for (let turn = 0; turn < 2 * RUNS; turn += 1) {
    const start = performance.now();
    diagnose(evidence);
    times.push(performance.now() - start);
  }
  const measured = times.slice(RUNS).sort((a, b) => a - b);
  return {
    ms: Math.round(measured[RUNS >> 1] * 100) / 100,
    firstMs: Math.round(times[0] * 100) / 100,
    scenarios: new Set(SCENARIOS.map(({ row }) => row).filter((row) => row > 0)).size,
    wordings: TRIALS.length,
    wrongFirst: wrongFirsts().length,
    falseBlame: falselyBlamed().length,
  };
}
