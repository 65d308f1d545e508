import { l10n, workspace, type Disposable } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import type { Connections } from '../../core/aws/connections';
import { QuaysideError } from '../../core/lib/errors';
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

/** A target that names its profile is deployed with it, whatever is looked at in the explorer. */
async function connectionOf({ profile, region }: SavedTarget, connections: Connections): Promise<Connection> {
  if (profile === undefined && region === undefined) return connections.current();
  const { state } = connections;
  if (state.kind === 'ready') {
    const { info } = state.connection;
    const same = info.kind === 'profile' && (profile ?? info.profile) === info.profile;
    if (same && (region ?? info.region) === info.region) return state.connection;
    if (profile === undefined && info.kind === 'profile')
      return connections.open({ kind: 'profile', profile: info.profile, ...(region ? { region } : {}) });
  }
  if (profile === undefined) return connections.current();
  return connections.open({ kind: 'profile', profile, ...(region ? { region } : {}) });
}
