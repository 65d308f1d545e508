import type { DeployOptions } from '../../core/deploy/deps';
import { requireSetting } from '../../platform/settings';

/** The settings of building, pushing and deploying; throws `settings` where one of them is not usable. */
export function readDeployOptions(): DeployOptions {
  const context = requireSetting('docker.context');
  const builder = requireSetting('docker.builder');
  return {
    command: requireSetting('docker.command'),
    ...(context === '' ? {} : { context }),
    ...(builder === '' ? {} : { builder }),
    tag: requireSetting('deploy.tag'),
    pin: requireSetting('deploy.pin'),
    provenance: requireSetting('docker.provenance'),
  };
}
