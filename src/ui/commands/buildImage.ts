import { env, l10n, Uri, window, type Disposable } from 'vscode';
import type { Clock } from '../../core/lib/clock';
import type { State } from '../../platform/state';
import { pickDockerfile } from '../prompts/pickDockerfile';
import { readDeployOptions } from './deployOptions';
import { COMMANDS } from './ids';
import type { ImageOutput } from './imageOutput';
import { executeCommand, registerCommand, type CommandDeps } from './run';

export interface ImageCommandDeps extends CommandDeps {
  readonly clock: Clock;
  readonly state: State;
  readonly output: ImageOutput;
}

/** Builds a Dockerfile's image and leaves it in the local engine; nothing is pushed. */
export function registerBuildImage(deps: ImageCommandDeps): Disposable {
  return registerCommand(COMMANDS.buildImage, deps, async (dockerfile) => {
    const title = l10n.t('Build Image');
    const source = await pickDockerfile(
      deps.state,
      title,
      dockerfile instanceof Uri ? dockerfile : undefined,
    );
    const options = readDeployOptions();
    // Loaded on first use, so that activation does not pay for it.
    const { buildOnly, createProgramRunner } = await import(/* webpackChunkName: "deploy" */ './imageWork');
    const { clock, logger } = deps;
    const runner = createProgramRunner();
    const { image } = await deps.output.during(l10n.t('Building the image'), (signal, onLine) =>
      buildOnly({ source }, { runner, clock, logger, options }, signal, onLine),
    );
    await deps.state.set('lastImage', image);
    const copy = l10n.t('Copy Name');
    const push = l10n.t('Push Image…');
    void window.showInformationMessage(l10n.t('{0} is built.', image), push, copy).then(async (chosen) => {
      if (chosen === copy) await env.clipboard.writeText(image);
      if (chosen === push) await executeCommand(COMMANDS.pushImage);
    });
  });
}
