// npm run bench -- NAME [--json FILE] | --list. A benchmark is a file `NAME.bench.mjs` here that exports
// `about` and `run({ say })`, which resolves to its figures by name.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../support/paths.mjs';
import { killAll } from '../support/processes.mjs';
import { setUp } from '../support/setup.mjs';

const FOLDER = path.join(ROOT, 'test', 'bench');
const ENDING = '.bench.mjs';
const print = (line) => process.stdout.write(`${line}\n`);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, list: { type: 'boolean', default: false } },
});
const names = fs
  .readdirSync(FOLDER)
  .filter((file) => file.endsWith(ENDING))
  .map((file) => file.slice(0, -ENDING.length));

for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => void killAll().then(() => process.exit(130)));

if (values.list) {
  for (const name of names) print(name);
} else if (positionals.length === 1 && names.includes(positionals[0])) {
  await runBenchmark(positionals[0]);
} else {
  process.stderr.write(`npm run bench -- NAME [--json FILE], where NAME is one of: ${names.join(', ')}\n`);
  process.exitCode = 2;
}

async function runBenchmark(name) {
  const say = (line) => process.stderr.write(`${line}\n`);
  await setUp({ programs: ['browser'], say });
  const { about, run } = await import(`./${name}${ENDING}`);
  say(about);
  const figures = await run({ say });
  print('');
  for (const [figure, value] of Object.entries(figures)) {
    print(`${figure.padEnd(32)}${String(value).padStart(12)}`);
  }
  if (values.json) {
    fs.mkdirSync(path.dirname(path.resolve(values.json)), { recursive: true });
    fs.writeFileSync(values.json, `${JSON.stringify({ benchmark: name, figures })}\n`);
  }
}
