import { l10n, workspace, type Disposable } from 'vscode';
import { choiceOf } from '../../core/aws/choice';
import type { Connection } from '../../core/aws/connection';
import type { ConnectionChoice, Connections } from '../../core/aws/connections';
import { QuaysideError } from '../../core/lib/errors';
import { withProgress } from '../../platform/progress';
import { isDeploymentRow, type DeploymentRow } from '../history/historyRow';
import { pickTarget, tellProblems } from '../prompts/pickTarget';
import type { SavedTarget } from '../targets/parseTargets';
import type { SavedTargets } from '../targets/savedTargets';
import { connectionOfTarget } from '../targets/targetConnection';
import type { DeployCommandDeps } from './deploy';
import { COMMANDS } from './ids';
import { registerCommand } from './run';

export interface DeployAgainDeps extends DeployCommandDeps {
  readonly connections: Connections;
  readonly targets: SavedTargets;
}

/** Plans a saved target, or the last deployment, once more. */
export function registerDeployAgain(deps: DeployAgainDeps): Disposable {
  return registerCommand(COMMANDS.deployAgain, deps, async (what) => {
    if (isDeploymentRow(what)) {
      await repeat(what, deps);
      return;
    }
    const name = what;
    const parsed = deps.targets.read();
    const named =
      typeof name === 'string' ? parsed.targets.find((target) => target.name === name) : undefined;
    if (typeof name === 'string' && named === undefined) {
      tellProblems(parsed.problems);
      throw new QuaysideError('settings', l10n.t('there is no deploy target "{0}".', name));
    }
    await deps.current.settled();
    const saved = named ?? (await pick(deps, parsed));
    if (saved.target.source.kind === 'build' && !workspace.isTrusted)
      throw new QuaysideError('untrustedWorkspace', 'A build runs code of the workspace');
    const connection = await connectionOfTarget(saved, deps.connections, open);
    await deps.state.set('lastTarget', saved.target.name);
    await deps.starter.start(saved.target, connection);
  });
}

function pick(
  { starter, state, connections }: DeployAgainDeps,
  parsed: ReturnType<SavedTargets['read']>,
): Promise<SavedTarget> {
  const { state: connected } = connections;
  const last = connected.kind === 'ready' ? starter.last(connected.connection) : undefined;
  return pickTarget(parsed, { target: last, name: state.get('lastTarget') });
}

/** What was deployed then, planned anew from what the service runs now. */
async function repeat({ record: { target, state } }: DeploymentRow, deps: DeployAgainDeps): Promise<void> {
  if (target === undefined) throw new QuaysideError('notFound', l10n.t('a target of this deployment'));
  const { connections } = deps;
  const current = connections.state.kind === 'ready' ? connections.state.connection : undefined;
  const isHere = current?.info.id === state.connection.id;
  const connection = isHere ? current : await open(connections, choiceOf(state.connection));
  await deps.starter.start(target, connection);
}

/** The plan names the account, so it is asked for; a sign-in that is missing is told now and not in the middle. */
function open(connections: Connections, choice: ConnectionChoice): Promise<Connection> {
  const where = choice.kind === 'profile' ? choice.profile : choice.endpoint;
  return withProgress(l10n.t('Connecting with {0}', where), (signal) => connections.open(choice, signal));
}
