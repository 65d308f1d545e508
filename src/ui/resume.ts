import type { ConnectionChoice, Connections, ConnectionStore } from '../core/aws/connections';
import type { Logger } from '../core/lib/logger';
import { readSetting } from '../platform/settings';
import type { Sandbox } from './sandboxHost/sandboxProcess';
import { showError } from './showError';

export interface ResumeOptions {
  readonly connections: Connections;
  readonly store: ConnectionStore;
  readonly sandbox: Sandbox;
  readonly logger: Logger;
}

/** Connects as the workspace's settings say, else as last time, else as the AWS files of this machine suggest. */
export async function resumeConnection({
  connections,
  store,
  sandbox,
  logger,
}: ResumeOptions): Promise<void> {
  try {
    const wanted = configured();
    const last = store.read();
    if (wanted.choice !== undefined || last?.kind !== 'sandbox') {
      await connections.restore(wanted);
      return;
    }
    // The sandbox of last time ended with its window: it is found or started again.
    const { endpoint, region } = await sandbox.start();
    await connections.restore({ choice: { kind: 'sandbox', endpoint, region } });
  } catch (error) {
    logger.error('The last connection could not be taken up', error);
    void showError(error);
  }
}

function configured(): { readonly choice?: ConnectionChoice; readonly region?: string } {
  const profile = readSetting('profile');
  const region = readSetting('region');
  return {
    ...(profile === '' ? {} : { choice: { kind: 'profile', profile } }),
    ...(region === '' ? {} : { region }),
  };
}
