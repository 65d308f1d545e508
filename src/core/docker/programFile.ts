import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { QuaysideError } from '../lib/errors';

export interface SearchPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

/**
 * The full path of a program. We look it up ourselves because the system's own search may begin in the current
 * folder, and a workspace must not be able to bring its own `docker`. Fails with `engineMissing`.
 */
export async function findProgram(file: string, { env, platform }: SearchPlace): Promise<string> {
  const windows = platform === 'win32';
  const paths = windows ? path.win32 : path.posix;
  if (paths.isAbsolute(file)) {
    if (await isProgram(file, windows)) return file;
    throw missing(file);
  }
  if (file !== paths.basename(file) || file === '') {
    throw new QuaysideError('invalid', `${file} is neither a bare name nor an absolute path`, {
      details: { file },
    });
  }
  for (const folder of searchPath(env, windows)) {
    if (!paths.isAbsolute(folder)) continue;
    for (const name of names(file, windows)) {
      const candidate = paths.join(folder, name);
      if (await isProgram(candidate, windows)) return candidate;
    }
  }
  throw missing(file);
}

function searchPath(env: SearchPlace['env'], windows: boolean): readonly string[] {
  // Names of variables know no case on Windows.
  const key = windows ? Object.keys(env).find((name) => name.toUpperCase() === 'PATH') : 'PATH';
  const value = key === undefined ? undefined : env[key];
  return (value ?? '').split(windows ? ';' : ':').filter((folder) => folder !== '');
}

/** Batch files need a shell, and a shell reads arguments in its own way: only real programs run on Windows. */
function names(file: string, windows: boolean): readonly string[] {
  if (!windows) return [file];
  return /\.(exe|com)$/i.test(file) ? [file] : [`${file}.exe`, `${file}.com`];
}

async function isProgram(file: string, windows: boolean): Promise<boolean> {
  if (windows && !/\.(exe|com)$/i.test(file)) return false;
  try {
    if (!(await stat(file)).isFile()) return false;
    await access(file, windows ? constants.F_OK : constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function missing(file: string): QuaysideError {
  return new QuaysideError('engineMissing', `${file} was not found on PATH`, { details: { file } });
}
