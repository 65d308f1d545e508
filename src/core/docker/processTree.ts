import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

/** How long a program may take to end by itself before it is made to: who cancels does not want to wait. */
const GRACE_MS = 1500;

/**
 * Ends a program and everything it started. On POSIX the child must have been started as the leader of a process
 * group; Windows has a tool for it.
 */
export function endProcessTree(child: ChildProcess, platform: NodeJS.Platform): void {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null) return;
  if (platform === 'win32') {
    const taskkill = path.win32.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe');
    const killer = spawn(taskkill, ['/PID', String(pid), '/T', '/F'], { windowsHide: true, stdio: 'ignore' });
    killer.on('error', () => child.kill());
    return;
  }
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), GRACE_MS);
  child.once('close', () => clearTimeout(timer));
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended meanwhile.
  }
}
