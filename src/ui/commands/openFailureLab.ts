import { commands, l10n, window, type Disposable } from 'vscode';
import { currentRollout } from '../../core/deploy/currentRollout';
import type { Service } from '../../core/model/service';
import { withProgress } from '../../platform/progress';
import { EXPLORER_VIEW } from '../explorer/explorer';
import { actOf } from '../lab/actOf';
import { pickScenario } from '../lab/pickScenario';
import { COMMANDS } from './ids';
import { closeWorlds, leaveLab, type LabCommandDeps } from './leaveFailureLab';
import { executeCommand, registerCommand } from './run';

/** Plays a failure in a sandbox of its own: in the tree, in the panel of its deployment, and with the card of its cause. */
export function registerOpenFailureLab(deps: LabCommandDeps): Disposable {
  return registerCommand(COMMANDS.openFailureLab, deps, async (id) => {
    const { lab, deployments, explanations } = deps;
    const { SCENARIOS } = await import(/* webpackChunkName: "lab" */ '../lab/scenarioList');
    const given = SCENARIOS.find((scenario) => scenario.id === id);
    const chosen = given ?? (await pickScenario(lab, SCENARIOS));
    if (chosen === 'leave') return leaveLab(deps);
    await closeWorlds(deps);
    const { connection, service } = await withProgress(l10n.t('Failure Lab: {0}', chosen.title), (signal) =>
      lab.play({ id: chosen.id, title: chosen.title }, signal),
    );
    void commands.executeCommand(`${EXPLORER_VIEW}.focus`);
    const act = actOf(chosen);
    const reference = currentRollout(service, connection.info);
    if (act !== undefined) await askToAct(act, chosen.description, connection.info.id, service);
    else if (reference !== undefined) await deployments.watch(reference, connection);
    else
      await explanations.open({
        connection: connection.info,
        clusterArn: service.clusterArn,
        serviceArn: service.arn,
      });
  });
}

/** Some failures happen only when somebody does something: says what, and offers it where the product can do it. */
async function askToAct(
  act: NonNullable<ReturnType<typeof actOf>>,
  description: string,
  connectionId: string,
  { arn, clusterArn }: Service,
): Promise<void> {
  const node = { kind: 'service', id: arn, connectionId, clusterArn, serviceArn: arn } as const;
  const labels = {
    deploy: l10n.t('Deploy Image…'),
    shell: l10n.t('Open Shell…'),
    run: undefined,
  } as const;
  const label = labels[act];
  const text = l10n.t('Failure Lab: {0} It happens when somebody tries.', description);
  const chosen = await window.showInformationMessage(text, ...(label === undefined ? [] : [label]));
  if (chosen === undefined) return;
  if (act === 'deploy') await executeCommand(COMMANDS.deployImage, node);
  if (act === 'shell') await executeCommand(COMMANDS.openShell, node);
}
