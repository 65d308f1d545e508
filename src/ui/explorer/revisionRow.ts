import { l10n } from 'vscode';
import { arnName, parseTaskDefinition } from '../../core/model/arn';
import type { Inventory } from '../../core/inventory/inventory';
import type { Service } from '../../core/model/service';
import { ago, facts } from '../words';
import { contextValue } from './contextValue';
import { FAMILY_ICON, revisionIcon } from './icons';
import type { FamilyNode, RevisionNode } from './nodes';
import type { Row, RowContext } from './row';
import { shortImage } from './taskRow';

export function familyRow({ family }: FamilyNode, { inventory }: RowContext): Row {
  const description = usedBy(inventory.services.runningFamily(family));
  return {
    label: family,
    ...(description === undefined ? {} : { description }),
    spoken: facts(l10n.t('task definition family {0}', family), description).replaceAll(' · ', ', '),
    icon: FAMILY_ICON,
    contextValue: contextValue('family', {}),
    children: 'collapsed',
  };
}

export function revisionRow({ taskDefinitionArn }: RevisionNode, { inventory, now, aws }: RowContext): Row {
  const summary = inventory.taskDefinitions.summary(taskDefinitionArn);
  const services = runsIn(taskDefinitionArn, inventory);
  const { revision } = parseTaskDefinition(taskDefinitionArn);
  const description = facts(
    summary?.status === undefined || summary.status === 'ACTIVE' ? undefined : summary.status.toLowerCase(),
    usedBy(services),
    summary?.images.map(shortImage).join(', '),
    summary?.registeredAt === undefined ? undefined : ago(now - summary.registeredAt),
  );
  return {
    label: l10n.t('rev {0}', revision),
    description,
    spoken: l10n.t('revision {0}, {1}', revision, description.replaceAll(' · ', ', ')),
    icon: revisionIcon(summary?.status, services.length > 0),
    contextValue: contextValue('revision', { aws }),
    children: 'none',
  };
}

/** Services that run a revision, as far as services were read. */
export function runsIn(
  taskDefinitionArn: string,
  { services }: Pick<Inventory, 'services'>,
): readonly Service[] {
  return services
    .runningFamily(parseTaskDefinition(taskDefinitionArn).family)
    .filter((service) =>
      service.rollouts.length === 0
        ? service.taskDefinitionArn === taskDefinitionArn
        : service.rollouts.some((rollout) => rollout.taskDefinitionArn === taskDefinitionArn),
    );
}

function usedBy(services: readonly Service[]): string | undefined {
  const [first] = services;
  if (first === undefined) return undefined;
  const name = arnName(first.arn);
  return services.length === 1
    ? l10n.t('runs in {0}', name)
    : l10n.t('runs in {0} and {1} more', name, services.length - 1);
}
