import type { PanelStringId, TaskPhase, TaskTrack } from '../../protocol/deployment';

/** How a phase is painted: the class of its bar. Several phases share one look, so that the legend stays short. */
export const LOOKS = [
  'old',
  'starting',
  'pulling',
  'health',
  'healthy',
  'unhealthy',
  'draining',
  'failed',
] as const;
export type Look = (typeof LOOKS)[number];

export const LOOK_NAMES: Readonly<Record<Look, PanelStringId>> = {
  old: 'legendOld',
  starting: 'legendStarting',
  pulling: 'legendPulling',
  health: 'legendHealth',
  healthy: 'legendHealthy',
  unhealthy: 'legendUnhealthy',
  draining: 'legendDraining',
  failed: 'legendFailed',
};

export function lookOf(phase: TaskPhase, side: TaskTrack['side']): Look | undefined {
  switch (phase) {
    case 'provisioning':
    case 'preparing':
    case 'activating':
      return 'starting';
    case 'pulling':
      return 'pulling';
    case 'health':
      return 'health';
    case 'healthy':
      return side === 'new' ? 'healthy' : 'old';
    case 'unhealthy':
      return 'unhealthy';
    case 'draining':
    case 'stopping':
      return 'draining';
    case 'failed':
      return 'failed';
    case 'stopped':
      // Nothing runs any more: the row is empty from here.
      return undefined;
  }
}
