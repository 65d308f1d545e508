// A container engine: the one that answers already, or a dockerd of our own where we may start one.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ENGINE } from './paths.mjs';
import { run, start, waitUntil, which } from './processes.mjs';

/** What a dockerd started by us left behind for other commands of this checkout. */
const RECORD = path.join(ENGINE, 'engine.json');

/**
 * Finds a Docker engine or starts one.
 * @param {{ say: (line: string) => void, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ env: NodeJS.ProcessEnv, dispose: () => Promise<void> } | undefined>} `env` makes docker clients
 *   talk to it; undefined where there is none
 */
export async function findEngine({ say, env = process.env }) {
  if (!which('docker')) return undefined;
  if (await answers(env)) return { env, dispose: async () => {} };

  const shared = readRecord();
  if (shared && alive(shared.owner) && (await answers({ ...env, DOCKER_HOST: shared.host }))) {
    return { env: { ...env, DOCKER_HOST: shared.host }, dispose: async () => {} };
  }
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !which('dockerd')) return undefined;
  try {
    return await startEngine(env);
  } catch (error) {
    say(`The container engine does not start here: ${error.message}`);
    return undefined;
  }
}

/** Makes sure that `FROM busybox` builds: pulls it, or makes an image of that name from the distribution's busybox. */
export async function ensureBaseImage({ env, say }) {
  const docker = (args, options = {}) => run('docker', args, { env, timeoutMs: 60_000, ...options });
  if ((await docker(['image', 'inspect', 'busybox'])).code === 0) return true;
  if ((await docker(['pull', '-q', 'busybox'], { timeoutMs: 20_000 })).code === 0) return true;
  const busybox = which('busybox');
  if (busybox && (await madeLocally(busybox, docker))) return true;
  say('There is no busybox image, and none can be made: images of the sample app cannot be built.');
  return false;
}

async function madeLocally(busybox, docker) {
  if (process.platform !== 'linux') return false;
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'quayside-image-'));
  try {
    for (const folder of ['bin', 'etc', 'tmp', 'root']) fs.mkdirSync(path.join(root, folder));
    fs.chmodSync(path.join(root, 'tmp'), 0o1777);
    fs.copyFileSync(busybox, path.join(root, 'bin', 'busybox'));
    fs.writeFileSync(path.join(root, 'etc', 'passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
    const { output } = await run(busybox, ['--list'], {});
    for (const applet of output.split('\n').filter((name) => name !== '' && name !== 'busybox')) {
      fs.symlinkSync('busybox', path.join(root, 'bin', applet));
    }
    const archive = `${root}.tar`;
    await run('tar', ['-C', root, '-cf', archive, '.']);
    const imported = await docker(['import', '--change', 'CMD ["sh"]', archive, 'busybox']);
    fs.rmSync(archive, { force: true });
    // A busybox that is not linked statically imports well and then does not run.
    return imported.code === 0 && (await docker(['run', '--rm', 'busybox', 'true'])).code === 0;
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
}

async function startEngine(env) {
  stopAbandoned();
  fs.mkdirSync(ENGINE, { recursive: true });
  // Sockets live in a short path: their names may have about a hundred characters.
  const runtime = fs.mkdtempSync(path.join(os.tmpdir(), 'quayside-'));
  const host = `unix://${path.join(runtime, 'docker.sock')}`;
  const engineEnv = { ...env, DOCKER_HOST: host };
  const log = path.join(ENGINE, 'dockerd.log');
  const daemon = start(
    'dockerd',
    [
      '--data-root',
      path.join(ENGINE, 'data'),
      '--exec-root',
      path.join(runtime, 'exec'),
      '--pidfile',
      path.join(runtime, 'docker.pid'),
      '-H',
      host,
    ],
    { env, log },
  );
  const dispose = async () => {
    await daemon.dispose();
    fs.rmSync(RECORD, { force: true });
    await removeRuntime(runtime);
  };
  let ended = false;
  void daemon.ended.then(() => (ended = true));
  try {
    await waitUntil(async () => ended || (await answers(engineEnv)), {
      timeoutMs: 60_000,
      everyMs: 300,
      what: 'dockerd does not answer',
    });
    if (ended) throw new Error(lastError(fs.readFileSync(log, 'utf8')));
  } catch (error) {
    await dispose();
    throw error;
  }
  fs.writeFileSync(RECORD, JSON.stringify({ host, pid: daemon.child.pid, owner: process.pid }));
  return { env: engineEnv, dispose };
}

/** Where a container had the host's network, dockerd leaves a mount of its namespace behind. */
async function removeRuntime(runtime) {
  const namespaces = path.join(runtime, 'exec', 'netns');
  for (const name of fs.existsSync(namespaces) ? fs.readdirSync(namespaces) : []) {
    await run('umount', ['--lazy', path.join(namespaces, name)]);
  }
  fs.rmSync(runtime, { recursive: true, force: true });
}

/** A dockerd whose command was killed before it could clean up. */
function stopAbandoned() {
  const record = readRecord();
  fs.rmSync(RECORD, { force: true });
  if (!record || alive(record.owner)) return;
  try {
    const name = fs.readFileSync(`/proc/${record.pid}/comm`, 'utf8').trim();
    if (name === 'dockerd') process.kill(-record.pid, 'SIGTERM');
  } catch {
    // It ended too.
  }
}

function readRecord() {
  try {
    return JSON.parse(fs.readFileSync(RECORD, 'utf8'));
  } catch {
    return undefined;
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function answers(env) {
  const args = ['version', '--format', '{{.Server.Os}}'];
  const { code, output } = await run('docker', args, { env, timeoutMs: 10_000 });
  return code === 0 && output.trim() === 'linux';
}

function lastError(log) {
  const lines = log.trim().split('\n');
  return lines.findLast((line) => /failed|error/i.test(line)) ?? lines.at(-1) ?? 'it ended at once';
}
