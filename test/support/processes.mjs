// Child processes for the commands of this checkout: quiet runs with a log, long-lived ones with a clean end.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const WINDOWS = process.platform === 'win32';

/** The full path of a program on PATH, or undefined. */
export function which(name) {
  const endings = WINDOWS ? (process.env.PATHEXT ?? '.EXE;.CMD;.BAT').split(';') : [''];
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const ending of endings) {
      const file = path.join(folder, name + ending);
      try {
        fs.accessSync(file, fs.constants.X_OK);
        if (folder !== '' && fs.statSync(file).isFile()) return file;
      } catch {
        // Not here: look in the next folder.
      }
    }
  }
  return undefined;
}

/**
 * Runs a program to its end. Resolves with its exit code and output; never rejects on a non-zero code.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, input?: string | Buffer, log?: string, timeoutMs?: number, echo?: boolean, background?: boolean }} [options]
 *   `log` is a file that gets the whole output, `echo` shows it as it comes; in the `background` it takes what others leave
 *   of the processor.
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(file, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: !WINDOWS,
      windowsHide: true,
    });
    if (options.background && child.pid !== undefined) giveWay(child.pid);
    const chunks = [];
    const keep = (chunk) => {
      chunks.push(chunk);
      if (options.echo) process.stdout.write(chunk);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.stdin.on('error', () => {});
    child.stdin.end(options.input);
    running.add(child);
    const timer = options.timeoutMs && setTimeout(() => void killTree(child), options.timeoutMs);
    const finish = (code, note = '') => {
      clearTimeout(timer);
      running.delete(child);
      const output = Buffer.concat(chunks).toString('utf8') + note;
      if (options.log) {
        fs.mkdirSync(path.dirname(options.log), { recursive: true });
        fs.writeFileSync(options.log, output);
      }
      resolve({ code, output });
    };
    child.once('error', (error) => finish(127, String(error)));
    child.once('close', (code, signal) => finish(code ?? 1, signal ? `\nended by ${signal}\n` : ''));
  });
}

function giveWay(pid) {
  try {
    os.setPriority(pid, os.constants.priority.PRIORITY_BELOW_NORMAL);
    // Linux may weigh sessions instead, and every child has one of its own.
    if (process.platform === 'linux') fs.writeFileSync(`/proc/${pid}/autogroup`, '10');
  } catch {
    // Ended already, or this system has no such thing: then it runs like the others.
  }
}

/** Runs a script with this Node. */
export const runNode = (args, options) => run(process.execPath, args, options);

/** Runs npm: the one that started us, so that it also works where npm is a script that cannot be spawned. */
export function runNpm(args, options) {
  const npm = process.env.npm_execpath;
  if (npm) return runNode([npm, ...args], options);
  return run(WINDOWS ? 'npm.cmd' : 'npm', args, options);
}

/** What runs now; ended when the command is interrupted. */
const running = new Set();

/**
 * Starts a program that goes on until it is told to end. Its output goes to `log`.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, log: string, channel?: boolean, graceMs?: number, verbatim?: boolean, onOutput?: (text: string) => void }} options
 *   `channel` opens an IPC channel, by which the child notices that we are gone; `graceMs` is the time it gets to end;
 *   `verbatim` leaves the quoting of arguments to the caller on Windows.
 */
export function start(file, args, options) {
  fs.mkdirSync(path.dirname(options.log), { recursive: true });
  const log = fs.createWriteStream(options.log);
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe', ...(options.channel ? ['ipc'] : [])],
    detached: !WINDOWS,
    windowsHide: true,
    windowsVerbatimArguments: options.verbatim,
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      log.write(text);
      options.onOutput?.(text);
    });
  }
  running.add(child);
  const ended = new Promise((resolve) => {
    const done = (code) => {
      running.delete(child);
      log.end();
      resolve(code ?? 1);
    };
    child.once('error', () => done(127));
    child.once('close', done);
  });
  return { child, ended, dispose: () => killTree(child, options.graceMs) };
}

/** Ends a child with everything it started: asks first, insists after some seconds. */
export async function killTree(child, graceMs = 8000) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  if (WINDOWS) {
    spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    await gone;
    return;
  }
  signalGroup(child.pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), graceMs);
  await gone;
  clearTimeout(timer);
  // Grandchildren that outlived the leader of the group.
  signalGroup(child.pid, 'SIGKILL');
}

/** Ends everything that `run` and `start` have under way. */
export async function killAll() {
  await Promise.all([...running].map((child) => killTree(child)));
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // Already gone.
  }
}

/** Polls until `probe` is true; throws with `what` when it takes too long. */
export async function waitUntil(probe, { timeoutMs, what, everyMs = 100 }) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if (await probe()) return;
    if (Date.now() > deadline) throw new Error(`${what} (waited ${Math.round(timeoutMs / 1000)} s)`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
