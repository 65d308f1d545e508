import { parseArgs } from 'node:util';
import { startSandbox } from './server';
import { SEEDS } from './world/seeds/playSeed';

const USAGE = `quayside sandbox: a local ECS
  --port N         listen on this port of 127.0.0.1 (0: any)
  --no-docker      act tasks out also where a container engine answers
  --seed NAME      the world to start with: demo (default), or one of --list
  --list           print the worlds there are, and end
  --time-scale X   how much faster the world's time runs (default 1)
  --state FILE     take the world up from this file, and keep it there
  --parent-stdin   end when standard input ends`;

const LONGEST_END_MS = 60_000;

interface Arguments {
  readonly port: number;
  readonly docker: boolean;
  readonly seed: string;
  readonly timeScale: number;
  readonly stateFile: string | undefined;
  readonly parentStdin: boolean;
}

function readArguments(args: readonly string[]): Arguments | 'help' | 'list' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '0' },
      'no-docker': { type: 'boolean', default: false },
      seed: { type: 'string', default: 'demo' },
      'time-scale': { type: 'string', default: '1' },
      state: { type: 'string' },
      'parent-stdin': { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.list) return 'list';
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error('--port takes a number up to 65535');
  const timeScale = Number(values['time-scale']);
  if (!(timeScale > 0)) throw new Error('--time-scale takes a number above 0');
  return {
    port,
    docker: !values['no-docker'],
    seed: values.seed,
    timeScale,
    stateFile: values.state,
    parentStdin: values['parent-stdin'],
  };
}

/** Resolves when somebody wants us to end: asked for before the start, so that nothing is missed meanwhile. */
function whenAskedToEnd(parentStdin: boolean): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => resolve();
    process.on('SIGTERM', end);
    process.on('SIGINT', end);
    process.on('disconnect', end);
    if (parentStdin) process.stdin.on('end', end).on('error', end).resume();
  });
}

async function main(): Promise<void> {
  const args = readArguments(process.argv.slice(2));
  if (args === 'help') {
    console.error(USAGE);
    return;
  }
  if (args === 'list') {
    for (const [name, { title }] of SEEDS) console.log(`${name.padEnd(32)}${title}`);
    return;
  }
  const ended = whenAskedToEnd(args.parentStdin);
  const { stateFile, port, docker, seed, timeScale } = args;
  const sandbox = await startSandbox({
    port,
    docker,
    seed,
    timeScale,
    ...(stateFile !== undefined && { stateFile }),
    // Standard output carries the ready line and nothing else.
    log: (line) => console.error(line),
  });
  const { endpoint, registry, accountId, region } = sandbox;
  console.log(JSON.stringify({ endpoint, registry, accountId, region, pid: process.pid }));
  // A slip in one corner of the world is written down; it must not end everybody's session.
  process.on('uncaughtException', (error) => console.error(error));
  process.on('unhandledRejection', (reason) => console.error(reason));
  await ended;
  // An engine that no longer answers must not keep us.
  setTimeout(() => process.exit(1), LONGEST_END_MS).unref();
  await sandbox.dispose();
  process.exit(0);
}

function isAboutArguments(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('ERR_PARSE_ARGS')
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  if (isAboutArguments(error)) console.error('--help says what there is.');
  process.exit(1);
});
