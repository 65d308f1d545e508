import path from 'node:path';
import { window, type ExtensionContext } from 'vscode';
import { CallLedger } from './core/aws/callLedger';
import { choiceOf } from './core/aws/choice';
import { createConnections } from './core/aws/connectionService';
import { systemClock } from './core/lib/clock';
import { createLogger } from './platform/logger';
import { promptForMfaCode } from './platform/mfaPrompt';
import { connectionStore, moreConnections, State } from './platform/state';
import { BrowseCommands } from './ui/commands/browseCommands';
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
import { Pages } from './ui/documents/pages';
import { RevisionComparison } from './ui/documents/revisionComparison';
import { TaskDefinitionDocuments } from './ui/documents/taskDefinitionDocuments';
import { EvidenceStore } from './ui/explain/evidenceStore';
import { Explanations } from './ui/explain/explanations';
import { keepCause } from './ui/explain/keepCause';
import { Arrangement } from './ui/explorer/arrangement';
import { CurrentInventory } from './ui/explorer/currentInventory';
import { Explorer } from './ui/explorer/explorer';
import { FollowDeployments } from './ui/explorer/followDeployments';
import { TaskDefinitionsView } from './ui/explorer/taskDefinitionsView';
import { History } from './ui/history/history';
import { openLab } from './ui/lab/openLab';
import { Tails } from './ui/logs/tails';
import { resumeConnection } from './ui/resume';
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
  const current = new CurrentInventory({
    connections,
    clock,
    resume: () => resumeConnection({ connections, store, sandbox, logger }),
    more: moreConnections(state),
    onProblem: (error) => logger.error('A connection beside the current one could not be opened', error),
  });
  const arrangement = new Arrangement(state);
  const explorer = new Explorer({ connections, current, arrangement, ledger, clock, logger });
  const pages = new Pages({ current, ledger, clock });
  const comparison = new RevisionComparison(current);
  const browsing = { logger, channel, connections, current, state, explorer, sandbox };

  const lab = openLab(context, { connections, state, logger });
  const evidence = new EvidenceStore(context.workspaceState);
  const targets = new SavedTargets();
  const tails = new Tails({ clock, logger, reopen: ({ info }) => connections.open(choiceOf(info)) });
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
    diagnosed: (deployment, at) => keepCause(evidence, deployment, at),
    isPlayed: (info) => lab.plays(info),
  });
  const explanations = new Explanations({
    extensionUri: context.extensionUri,
    store: evidence,
    connections,
    clock,
    logger,
    actions: explanationActions({ deployments, tails, state }),
    isPlayed: (info) => lab.plays(info),
  });

  const history = new History({ records, journal, deployments, current, clock, logger });

  const contributions: readonly Contribution[] = [
    new BrowseCommands({ ...browsing, arrangement, pages, comparison }),
    new DeployCommands({ logger, connections, current, state, explorer, deployments, targets, clock }),
    new ExplainCommands({ logger, current, state, explorer, explanations }),
    new HistoryCommands({ logger, current, state, history, deployments, records }),
    history,
    new FailureLab({ logger, lab, deployments, explanations }),
    new LogCommands({ logger, current, state, explorer, tails }),
    deployments,
    explanations,
    targets,
    tails,
    new DeployTasks({ logger, connections, current, deployments, targets }),
    new StatusBar({ deployments, targets, state }),
    new FollowDeployments({ deployments, current, explorer }),
    new TaskDefinitionDocuments(current),
    pages,
    comparison,
    new TaskDefinitionsView({ current, clock }),
    explorer,
  ];
  context.subscriptions.push(channel, connections, sandbox, current, arrangement);
  for (const contribution of contributions) {
    try {
      context.subscriptions.push(contribution.register());
    } catch (error) {
      logger.error('A part could not be registered', error);
      void showError(error);
    }
  }
}
