import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Uri } from 'vscode';
import { Journal } from '../../core/deploy/journal/journal';
import type { Clock } from '../../core/lib/clock';
import type { Logger } from '../../core/lib/logger';
import { JournalFiles, windowOwner } from '../../platform/journalFiles';
import { DeploymentRecords } from './records';

/** Where deployments are kept. All windows share it: what one leaves behind another one finds. */
export function keepDeployments(
  storage: Uri,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): { readonly records: DeploymentRecords; readonly journal: Journal } {
  const folder = path.join(storage.fsPath, 'deployments');
  const owner = windowOwner(randomUUID());
  return {
    records: new DeploymentRecords(folder, logger),
    journal: new Journal({ store: new JournalFiles(folder), clock, logger, owner }),
  };
}
