import type { Cause, Diagnosis } from '../../diagnose/cause';
import { omit } from '../omit';
import type { CauseView } from '../state';

const KEPT_CAUSES = 3;
const KEPT_TASKS = 20;

/**
 * What of a diagnosis is kept: the first causes, lines only of the first one, and not every task's name. That ECS rolls
 * back and the like are what comes of a cause, and none beside it.
 */
export function viewCause({ causes, unrecognised }: Diagnosis): CauseView {
  return {
    causes: causes
      .filter(({ blame }, index) => index === 0 || blame !== 'nobody')
      .slice(0, KEPT_CAUSES)
      .map((cause, index): Cause => {
        const kept = { ...cause, tasks: cause.tasks.slice(0, KEPT_TASKS) };
        return index === 0 ? kept : omit(kept, 'log');
      }),
    ...(unrecognised === undefined
      ? {}
      : { unrecognised: { ...unrecognised, tasks: unrecognised.tasks.slice(0, KEPT_TASKS) } }),
  };
}
