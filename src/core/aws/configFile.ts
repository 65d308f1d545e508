import os from 'node:os';
import path from 'node:path';
import type { Environment } from './environment';

/** Where the shared AWS config file is or would be, as the SDKs look for it. */
export function sharedConfigFile(environment: Environment): string {
  return environment['AWS_CONFIG_FILE'] ?? path.join(os.homedir(), '.aws', 'config');
}
