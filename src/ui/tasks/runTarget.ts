import { l10n, window, workspace } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import type { Connections } from '../../core/aws/connections';
import type { DeployEvent } from '../../core/deploy/event';
import { followUps } from '../../core/deploy/followUps';
import { omit } from '../../core/deploy/omit';
import type { DeployState } from '../../core/deploy/state';
import type { DeployTarget } from '../../core/deploy/target';
import { QuaysideError } from '../../core/lib/errors';
import { arnName } from '../../core/model/arn';
import type { Deployments } from '../deployment/deployments';
import { linesOf } from '../deployment/deploymentLog';
import type { CurrentInventory } from '../explorer/currentInventory';
import type { SavedTargets } from '../targets/savedTargets';
import { connectionOfTarget } from '../targets/targetConnection';
import { facts, translate } from '../words';
import type { DeployTaskDefinition } from './definition';
import type { Print } from './deployTerminal';
import { EXIT, exitCode } from './exitCode';
import { runPreDeployTask } from './preDeployTask';
import { problemLines } from './problemLines';

export interface RunTargetDeps {
  readonly connections: Connections;
  readonly current: Pick<CurrentInventory, 'settled'>;
  readonly deployments: Pick<Deployments, 'run'>;
  readonly targets: Pick<SavedTargets, 'read'>;
}

/** Deploys a saved target without a panel, and answers the exit code. */
export async function runTarget(
  { target: name, confirm = false }: DeployTaskDefinition,
  deps: RunTargetDeps,
  print: Print,
  signal: AbortSignal,
): Promise<number> {
  if (!workspace.isTrusted)
    throw new QuaysideError('untrustedWorkspace', 'A task runs code of the workspace');
  const { targets, problems } = deps.targets.read();
  const saved = targets.find((one) => one.name === name);
  if (saved === undefined) {
    problems.forEach((problem) => print(translate(problem)));
    throw new QuaysideError('settings', l10n.t('there is no deploy target "{0}".', name));
  }
  if (saved.target.preDeployTask !== undefined) {
    print(l10n.t('Running the task {0} first', saved.target.preDeployTask));
    await runPreDeployTask(saved.target.preDeployTask, signal);
  }
  await deps.current.settled();
  const connection = await connectionOfTarget(saved, deps.connections, (connections, choice) =>
    connections.open(choice, signal),
  );
  if (confirm && !(await confirmTarget(saved.target, connection))) return EXIT.cancelled;
  // The other services get the image that the registry confirmed for the first one, each once the one before has it.
  const state = await deployOne(omit(saved.target, 'also'), connection, deps, print, signal);
  let exit = exitCode(state);
  for (const next of followUps(saved.target, state)) {
    if (exit === EXIT.succeeded) exit = exitCode(await deployOne(next, connection, deps, print, signal));
  }
  return exit;
}

async function deployOne(
  target: DeployTarget,
  connection: Connection,
  { deployments }: RunTargetDeps,
  print: Print,
  signal: AbortSignal,
): Promise<DeployState> {
  const { info } = connection;
  const where = facts(info.profile, info.accountId, info.region);
  print(l10n.t('Deploying to {0} in {1} ({2})', arnName(target.service), arnName(target.cluster), where));
  const seen = new ServiceEvents();
  const state = await deployments.run(
    target,
    connection,
    (event, now) => {
      for (const line of [...linesOf(event), ...seen.fresh(event, now)]) print(line);
    },
    signal,
  );
  for (const line of endLines(target, state)) print(line);
  return state;
}

function endLines(target: DeployTarget, state: DeployState): readonly string[] {
  if (state.phase === 'review') {
    const problems = (state.plan?.checks ?? []).filter(
      ({ level, fix }) => level === 'error' && fix?.accepted !== true,
    );
    return [
      l10n.t('The plan has problems, so nothing was built or changed:'),
      ...problems.map(({ text }) => `- ${translate(text)}`),
      l10n.t('Deploy this target once from the panel: it shows what can be done about them.'),
    ];
  }
  const [cause] = state.cause?.causes ?? [];
  const dockerfile = target.source.kind === 'build' ? target.source.dockerfile : undefined;
  return [
    ...(dockerfile === undefined ? [] : problemLines(dockerfile, state)),
    ...(state.failure?.advice === undefined ? [] : [translate(state.failure.advice)]),
    ...(cause === undefined ? [] : [translate(cause.title)]),
    translate(state.headline),
  ];
}

async function confirmTarget(target: DeployTarget, { info }: Connection): Promise<boolean> {
  const deploy = l10n.t('Deploy');
  const what =
    target.source.kind === 'image' ? target.source.image : workspace.asRelativePath(target.source.dockerfile);
  const answer = await window.showWarningMessage(
    l10n.t('Deploy {0} to {1} in {2}?', what, arnName(target.service), arnName(target.cluster)),
    { modal: true, detail: facts(info.accountId ?? info.profile, info.region) },
    deploy,
  );
  return answer === deploy;
}

/** What the service says, each event once. */
class ServiceEvents {
  readonly #seen = new Set<string>();

  fresh(event: DeployEvent, { events }: DeployState): readonly string[] {
    if (event.type !== 'observed') return [];
    const fresh = events.filter(({ id }) => !this.#seen.has(id)).reverse();
    for (const { id } of fresh) this.#seen.add(id);
    return fresh.map(({ message }) => `ECS: ${message}`);
  }
}
