import path from 'node:path';
import { window, type ExtensionContext } from 'vscode';
import { CallLedger } from './core/aws/callLedger';
import { createConnections } from './core/aws/connectionService';
import { systemClock } from './core/lib/clock';
import { createLogger } from './platform/logger';
import { promptForMfaCode } from './platform/mfaPrompt';
import { connectionStore, State } from './platform/state';
import { openBrowsing } from './ui/browsing';
import { DeployCommands } from './ui/commands/deployCommands';
import { readDeployOptions } from './ui/commands/deployOptions';
import { ExplainCommands } from './ui/commands/explainCommands';
import { explanationActions } from './ui/commands/explanationActions';
import { HistoryCommands } from './ui/commands/historyCommands';
import { FailureLab } from './ui/commands/failureLab';
import { LogCommands } from './ui/commands/logCommands';
import type { Contribution } from './ui/contribution';
import { Deployments } from './ui/deployment/deployments';
import { keepDeployments } from './ui/deployment/keepDeployments';
import { EvidenceStore } from './ui/explain/evidenceStore';
import { Explanations } from './ui/explain/explanations';
import { keepCause } from './ui/explain/keepCause';
import { FollowDeployments } from './ui/explorer/followDeployments';
import { History } from './ui/history/history';
import { openLab } from './ui/lab/openLab';
import { openLogs } from './ui/logs/openLogs';
import { Sandbox } from './ui/sandboxHost/sandboxProcess';
import { showError } from './ui/showError';
import { StatusBar } from './ui/statusBar';
import { SavedTargets } from './ui/targets/savedTargets';
import { DeployTasks } from './ui/tasks/deployTasks';

/** Builds the objects and registers what they bring. It asks no network and reads no file. */
export function activate(context: ExtensionContext): void {
  const channel = window.createOutputChannel('Quayside', { log: true });
  const logger = createLogger(channel);
  const clock = systemClock;
  const state = new State(context.workspaceState);
  const store = connectionStore(state);
  const ledger = new CallLedger();
  const version = String((context.extension.packageJSON as { version?: unknown }).version);

  const connections = createConnections({
    logger,
    environment: process.env,
    store,
    mfaPrompt: promptForMfaCode,
    clock,
    version,
    ledger,
  });
  const sandbox = new Sandbox({
    program: path.join(context.extensionPath, 'dist', 'sandbox.js'),
    folder: path.join(context.globalStorageUri.fsPath, 'sandbox'),
    logger,
  });
  const causes = new EvidenceStore(context.workspaceState);
  const parts = { connections, clock, logger };
  const browsing = openBrowsing({ ...parts, channel, store, state, sandbox, ledger, causes });
  const { current, explorer } = browsing;

  const lab = openLab(context, { connections, state, logger });
  const targets = new SavedTargets();
  const logs = openLogs({ connections, clock, logger, state });
  const { tails } = logs;
  const { records, journal } = keepDeployments(context.globalStorageUri, { clock, logger });
  const deployments = new Deployments({
    extensionUri: context.extensionUri,
    records,
    journal,
    connections,
    clock,
    logger,
    deployOptions: readDeployOptions,
    saveTarget: (target, { info }) => targets.save(target, info),
    openLogs: (connection, subject) => tails.open({ connection, ...subject }),
    diagnosed: (deployment, at) => keepCause(causes, deployment, at),
    isPlayed: (info) => lab.plays(info),
  });
  const explanations = new Explanations({
    ...parts,
    extensionUri: context.extensionUri,
    store: causes,
    actions: explanationActions({ deployments, tails, state }),
    isPlayed: (info) => lab.plays(info),
  });

  const history = new History({ records, journal, deployments, current, clock, logger });

  const contributions: readonly Contribution[] = [
    ...browsing.contributions,
    new DeployCommands({ logger, connections, current, state, explorer, deployments, targets, clock }),
    new ExplainCommands({ logger, current, state, explorer, explanations }),
    new HistoryCommands({ logger, current, state, history, deployments, records }),
    history,
    new FailureLab({ logger, lab, deployments, explanations }),
    new LogCommands({ logger, current, state, explorer, ...logs, clock }),
    deployments,
    explanations,
    targets,
    ...logs.contributions,
    new DeployTasks({ logger, connections, current, deployments, targets }),
    new StatusBar({ deployments, targets, state }),
    new FollowDeployments({ deployments, current, explorer }),
  ];
  context.subscriptions.push(channel, connections, sandbox, browsing);
  for (const contribution of contributions) {
    try {
      context.subscriptions.push(contribution.register());
    } catch (error) {
      logger.error('A part could not be registered', error);
      void showError(error);
    }
  }
}
