import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Connections } from '../../../src/core/aws/connections';
import { DEFAULT_DEPLOY_OPTIONS } from '../../../src/core/deploy/deps';
import { Journal } from '../../../src/core/deploy/journal/journal';
import { systemClock } from '../../../src/core/lib/clock';
import { silentLogger } from '../../../src/core/lib/logger';
import { JournalFiles, windowOwner } from '../../../src/platform/journalFiles';
import { State } from '../../../src/platform/state';
import { Deployments } from '../../../src/ui/deployment/deployments';
import { DeploymentRecords } from '../../../src/ui/deployment/records';

/** The deployments of a window of our own, with their files in a folder of their own. */
export interface SandboxDeployments {
  readonly folder: string;
  readonly records: DeploymentRecords;
  readonly journal: Journal;
  readonly deployments: Deployments;
  /** Closes the tabs and removes the folder. */
  dispose(): Promise<void>;
}

export async function sandboxDeployments(connections: Connections): Promise<SandboxDeployments> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quayside-deployments-'));
  const records = new DeploymentRecords(folder, silentLogger);
  const journal = new Journal({
    store: new JournalFiles(folder),
    clock: systemClock,
    logger: silentLogger,
    owner: windowOwner('suite'),
  });
  const deployments = new Deployments({
    extensionUri:
      vscode.extensions.getExtension('quayside.quayside-ecs')?.extensionUri ?? vscode.Uri.file('/'),
    records,
    journal,
    connections,
    clock: systemClock,
    logger: silentLogger,
    deployOptions: () => DEFAULT_DEPLOY_OPTIONS,
    openLogs: () => Promise.resolve(),
  });
  return {
    folder,
    records,
    journal,
    deployments,
    async dispose() {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      // What was under way may still be written down.
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** What a workspace remembers in which nothing was done yet. */
export function emptyState(): State {
  const stored = new Map<string, unknown>();
  return new State({
    keys: () => [...stored.keys()],
    get: (key: string) => stored.get(key) as never,
    update: (key, value) => Promise.resolve(void stored.set(key, value)),
  });
}
