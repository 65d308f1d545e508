import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { World } from './fixtures';

/** The lines of the extension's log, those of the newest window last. */
export function extensionLog({ dataDir }: Pick<World, 'dataDir'>): readonly string[] {
  const logs = path.join(dataDir, 'data', 'logs');
  if (!existsSync(logs)) return [];
  return readdirSync(logs, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('Quayside.log'))
    .map((name) => path.join(logs, name))
    .sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs)
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'));
}
