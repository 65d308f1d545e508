// Where things of this checkout are kept. Everything made by a command lies in `.quayside`, which git ignores.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
export const WORK = path.join(ROOT, '.quayside');
export const EDITOR = path.join(WORK, 'editor');
export const ENGINE = path.join(WORK, 'engine');
export const REPORTS = path.join(WORK, 'reports');
export const DIST = path.join(ROOT, 'dist');
export const SAMPLE = path.join(ROOT, 'test', 'sample');
