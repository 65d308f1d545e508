import type { DeployState } from '../../core/deploy/state';
import type { CauseButton } from '../../protocol/cause';
import { causeButtons as buttonsOf } from '../explain/causeButtons';
import { stopButtons, type ButtonFacts } from './buttons';
import type { Translator } from './panelStrings';

/** What can be done about a cause, as far as the product can do it; none while no cause is known. */
export function causeButtons(
  state: DeployState,
  facts: Pick<ButtonFacts, 'stopping' | 'signInHelps'> & {
    /** What was deployed is built here, and can be built again. */
    readonly builds: boolean;
  },
  l10n: Translator,
): readonly CauseButton[] {
  const [stop] = stopButtons(state, facts, l10n);
  return buttonsOf(
    state.cause,
    {
      // One step is the next one: signing in comes before everything else.
      ...(stop === undefined ? {} : { stop: { ...stop, primary: !facts.signInHelps } }),
      logs: state.reference !== undefined,
      taskDefinition: state.newRevision !== undefined,
      build: facts.builds,
      console: state.connection.endpoint === undefined,
    },
    l10n,
  );
}
