import type { ServiceKey } from '../../core/inventory/inventory';

/** The cluster and service that were chosen last, by connection; kept for the workspace. */
export interface RecentChoices {
  last(connectionId: string): ServiceKey | undefined;
  remember(connectionId: string, choice: ServiceKey): void;
}
