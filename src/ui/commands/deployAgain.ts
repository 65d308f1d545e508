import { l10n, workspace, type Disposable } from 'vscode';
import { choiceOf } from '../../core/aws/choice';
import type { Connection } from '../../core/aws/connection';
import type { ConnectionChoice, Connections } from '../../core/aws/connections';
import { QuaysideError } from '../../core/lib/errors';
import { withProgress } from '../../platform/progress';
import { pickTarget, tellProblems } from '../prompts/pickTarget';
import type { SavedTarget } from '../targets/parseTargets';
import type { SavedTargets } from '../targets/savedTargets';
import type { DeployCommandDeps } from './deploy';
import { COMMANDS } from './ids';
import { registerCommand } from './run';

/** Plans a saved target, or the last deployment, once more. */
export function registerDeployAgain(
  deps: DeployCommandDeps & { readonly connections: Connections; readonly targets: SavedTargets },
): Disposable {
  return registerCommand(COMMANDS.deployAgain, deps, async (name) => {
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
    const connection = await connectionOf(saved, deps.connections);
    await deps.state.set('lastTarget', saved.target.name);
    await deps.starter.start(saved.target, connection);
  });
}

function pick(
  { starter, state, connections }: DeployCommandDeps & { readonly connections: Connections },
  parsed: ReturnType<SavedTargets['read']>,
): Promise<SavedTarget> {
  const { state: connected } = connections;
  const last = connected.kind === 'ready' ? starter.last(connected.connection) : undefined;
  return pickTarget(parsed, { target: last, name: state.get('lastTarget') });
}

/** A target that names its profile or region is deployed there, whatever is looked at in the explorer. */
async function connectionOf({ profile, region }: SavedTarget, connections: Connections): Promise<Connection> {
  if (profile === undefined && region === undefined) return connections.current();
  const { state } = connections;
  const current = state.kind === 'ready' ? state.connection : undefined;
  const info = current?.info;
  if (
    current !== undefined &&
    (profile === undefined || (info?.kind === 'profile' && profile === info.profile)) &&
    (region === undefined || region === info?.region)
  )
    return current;
  if (profile !== undefined)
    return open(connections, { kind: 'profile', profile, ...(region === undefined ? {} : { region }) });
  const { info: here } = connections.current();
  return open(connections, choiceOf(here, region));
}

/** The plan names the account, so it is asked for; a sign-in that is missing is told now and not in the middle. */
function open(connections: Connections, choice: ConnectionChoice): Promise<Connection> {
  const where = choice.kind === 'profile' ? choice.profile : choice.endpoint;
  return withProgress(l10n.t('Connecting with {0}', where), (signal) => connections.open(choice, signal));
}
