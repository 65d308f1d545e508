import type { Scenario } from '../../scenarios/scenarios';

/** What somebody must do before the failure shows; undefined where it is under way already. */
export function actOf({ play, refused }: Scenario): 'deploy' | 'shell' | 'run' | undefined {
  if (play.do === 'exec') return 'shell';
  if (play.do === 'run') return 'run';
  return refused === undefined ? undefined : 'deploy';
}
