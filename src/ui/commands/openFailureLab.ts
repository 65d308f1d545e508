import { commands, l10n, type Disposable } from 'vscode';
import { currentRollout } from '../../core/deploy/currentRollout';
import { withProgress } from '../../platform/progress';
import { EXPLORER_VIEW } from '../explorer/explorer';
import { pickScenario } from '../lab/pickScenario';
import { COMMANDS } from './ids';
import { closeWorlds, leaveLab, type LabCommandDeps } from './leaveFailureLab';
import { registerCommand } from './run';

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
    const reference = currentRollout(service, connection.info);
    if (reference !== undefined) await deployments.watch(reference, connection);
    else
      await explanations.open({
        connection: connection.info,
        clusterArn: service.clusterArn,
        serviceArn: service.arn,
      });
  });
}
