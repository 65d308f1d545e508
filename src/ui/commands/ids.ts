import type { TailRow } from '../logs/tailsView';
import type { Uri } from 'vscode';
import type { ClusterNode, ContainerNode, ExplorerNode, ServiceNode, TaskNode } from '../explorer/nodes';
import type { DeploymentRow } from '../history/historyRow';

/** Every command of the product, once. The manifest is held against this by a test. */
export const COMMANDS = {
  refresh: 'quayside.refresh',
  refreshNode: 'quayside.refreshNode',
  switchProfile: 'quayside.switchProfile',
  switchRegion: 'quayside.switchRegion',
  signIn: 'quayside.signIn',
  openSandbox: 'quayside.openSandbox',
  showLog: 'quayside.showLog',
  copyArn: 'quayside.copyArn',
  copyPolicy: 'quayside.copyPolicy',
  openInConsole: 'quayside.openInConsole',
  filter: 'quayside.filter',
  clearFilter: 'quayside.clearFilter',
  sortServices: 'quayside.sortServices',
  groupServices: 'quayside.groupServices',
  pin: 'quayside.pin',
  unpin: 'quayside.unpin',
  hide: 'quayside.hide',
  showHidden: 'quayside.showHidden',
  goToService: 'quayside.goToService',
  addConnection: 'quayside.addConnection',
  removeConnection: 'quayside.removeConnection',
  describeAll: 'quayside.describeAll',
  showApiCalls: 'quayside.showApiCalls',
  copyName: 'quayside.copyName',
  copyImage: 'quayside.copyImage',
  copyConsoleLink: 'quayside.copyConsoleLink',
  showService: 'quayside.showService',
  showServiceJson: 'quayside.showServiceJson',
  showRevision: 'quayside.showRevision',
  compareRevisions: 'quayside.compareRevisions',
  showTaskDefinition: 'quayside.showTaskDefinition',
  deploy: 'quayside.deploy',
  deployAgain: 'quayside.deployAgain',
  deployImage: 'quayside.deployImage',
  deployToServices: 'quayside.deployToServices',
  buildImage: 'quayside.buildImage',
  pushImage: 'quayside.pushImage',
  watchDeployment: 'quayside.watchDeployment',
  stopAndRollBack: 'quayside.stopAndRollBack',
  forceNewDeployment: 'quayside.forceNewDeployment',
  redeployRevision: 'quayside.redeployRevision',
  explain: 'quayside.explain',
  openShell: 'quayside.openShell',
  openFailureLab: 'quayside.openFailureLab',
  leaveFailureLab: 'quayside.leaveFailureLab',
  cleanUpRevisions: 'quayside.cleanUpRevisions',
  showDeployment: 'quayside.showDeployment',
  resumeDeployment: 'quayside.resumeDeployment',
  dropDeployment: 'quayside.dropDeployment',
  copyDeploymentReport: 'quayside.copyDeploymentReport',
  removeDeployment: 'quayside.removeDeployment',
  clearDeployments: 'quayside.clearDeployments',
  tailLogs: 'quayside.tailLogs',
  stopTail: 'quayside.stopTail',
  resumeTail: 'quayside.resumeTail',
  clearTail: 'quayside.clearTail',
  showTail: 'quayside.showTail',
  pauseTail: 'quayside.pauseTail',
  continueTail: 'quayside.continueTail',
  filterTail: 'quayside.filterTail',
  readTailFrom: 'quayside.readTailFrom',
  saveTail: 'quayside.saveTail',
  closeTail: 'quayside.closeTail',
  restoreTail: 'quayside.restoreTail',
  searchLogs: 'quayside.searchLogs',
  loadEarlier: 'quayside.loadEarlier',
  loadLater: 'quayside.loadLater',
  queryInsights: 'quayside.queryInsights',
  copyInsightsCsv: 'quayside.copyInsightsCsv',
} as const;
export type CommandId = (typeof COMMANDS)[keyof typeof COMMANDS];

/** What the editor or our own code passes to each command. All is optional: from the palette nothing comes. */
export interface CommandArgs {
  readonly 'quayside.refresh': [];
  readonly 'quayside.refreshNode': [node?: ExplorerNode];
  readonly 'quayside.switchProfile': [];
  readonly 'quayside.switchRegion': [];
  /** The profile to sign in with; the one that is looked at where none is given. */
  readonly 'quayside.signIn': [profile?: string];
  readonly 'quayside.openSandbox': [];
  readonly 'quayside.showLog': [];
  readonly 'quayside.copyArn': [node?: ExplorerNode, selection?: readonly ExplorerNode[]];
  readonly 'quayside.copyPolicy': [];
  readonly 'quayside.openInConsole': [node?: ExplorerNode];
  readonly 'quayside.filter': [];
  readonly 'quayside.clearFilter': [];
  readonly 'quayside.sortServices': [];
  readonly 'quayside.groupServices': [];
  readonly 'quayside.pin': [node?: ExplorerNode, selection?: readonly ExplorerNode[]];
  readonly 'quayside.unpin': [node?: ExplorerNode, selection?: readonly ExplorerNode[]];
  readonly 'quayside.hide': [node?: ExplorerNode, selection?: readonly ExplorerNode[]];
  readonly 'quayside.showHidden': [];
  readonly 'quayside.goToService': [];
  readonly 'quayside.addConnection': [];
  readonly 'quayside.removeConnection': [node?: ExplorerNode];
  readonly 'quayside.describeAll': [node?: ExplorerNode];
  readonly 'quayside.showApiCalls': [];
  readonly 'quayside.copyName': [node?: ExplorerNode, selection?: readonly ExplorerNode[]];
  readonly 'quayside.copyImage': [node?: ExplorerNode, selection?: readonly ExplorerNode[]];
  readonly 'quayside.copyConsoleLink': [node?: ExplorerNode, selection?: readonly ExplorerNode[]];
  readonly 'quayside.showService': [node?: ExplorerNode];
  readonly 'quayside.showServiceJson': [node?: ExplorerNode];
  readonly 'quayside.showRevision': [node?: ExplorerNode];
  readonly 'quayside.compareRevisions': [node?: ExplorerNode, selection?: readonly ExplorerNode[]];
  readonly 'quayside.showTaskDefinition': [node?: ExplorerNode];
  /** A service from the tree, or a Dockerfile from the file explorer. */
  readonly 'quayside.deploy': [what?: ServiceNode | ClusterNode | Uri];
  /** The name of a saved target, or a deployment of the past. */
  readonly 'quayside.deployAgain': [what?: string | DeploymentRow];
  readonly 'quayside.deployImage': [node?: ServiceNode];
  readonly 'quayside.deployToServices': [node?: ExplorerNode, selection?: readonly ExplorerNode[]];
  readonly 'quayside.buildImage': [dockerfile?: Uri];
  readonly 'quayside.pushImage': [];
  /** A service from the tree, or the id of a deployment of this window. */
  readonly 'quayside.watchDeployment': [what?: ServiceNode | string];
  readonly 'quayside.stopAndRollBack': [node?: ServiceNode];
  readonly 'quayside.forceNewDeployment': [node?: ServiceNode];
  /** A service from the tree, or a deployment of the past whose revision it is to be. */
  readonly 'quayside.redeployRevision': [what?: ServiceNode | DeploymentRow];
  readonly 'quayside.explain': [node?: ServiceNode | TaskNode | ContainerNode];
  readonly 'quayside.cleanUpRevisions': [];
  readonly 'quayside.showDeployment': [row?: DeploymentRow];
  readonly 'quayside.resumeDeployment': [row?: DeploymentRow];
  readonly 'quayside.dropDeployment': [row?: DeploymentRow];
  readonly 'quayside.copyDeploymentReport': [row?: DeploymentRow];
  readonly 'quayside.removeDeployment': [row?: DeploymentRow];
  readonly 'quayside.clearDeployments': [];
  /** The id of a failure to play; asked for where none is given. */
  readonly 'quayside.openFailureLab': [scenario?: string];
  readonly 'quayside.leaveFailureLab': [];
  readonly 'quayside.openShell': [node?: ServiceNode | TaskNode | ContainerNode];
  readonly 'quayside.tailLogs': [node?: ServiceNode | TaskNode | ContainerNode];
  readonly 'quayside.showTail': [row?: TailRow];
  readonly 'quayside.stopTail': [row?: TailRow];
  readonly 'quayside.resumeTail': [row?: TailRow];
  readonly 'quayside.pauseTail': [row?: TailRow];
  readonly 'quayside.continueTail': [row?: TailRow];
  readonly 'quayside.filterTail': [row?: TailRow];
  readonly 'quayside.readTailFrom': [row?: TailRow];
  readonly 'quayside.saveTail': [row?: TailRow];
  readonly 'quayside.clearTail': [row?: TailRow];
  readonly 'quayside.closeTail': [row?: TailRow];
  readonly 'quayside.restoreTail': [];
  readonly 'quayside.searchLogs': [node?: ServiceNode | TaskNode | ContainerNode];
  /** The address of a search's document; that of the active editor where none is given. */
  readonly 'quayside.loadEarlier': [document?: Uri];
  readonly 'quayside.loadLater': [document?: Uri];
  /** A row, or the address of a result that is to be asked for anew. */
  readonly 'quayside.queryInsights': [what?: ServiceNode | TaskNode | ContainerNode | Uri];
  readonly 'quayside.copyInsightsCsv': [document?: Uri];
}
