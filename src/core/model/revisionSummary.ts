import { isJsonObject, type JsonObject } from '../lib/json';

/** What a row of a revision shows. */
export interface RevisionSummary {
  /** ACTIVE, INACTIVE or DELETE_IN_PROGRESS. */
  readonly status: string;
  /** Milliseconds since the epoch. */
  readonly registeredAt?: number;
  readonly registeredBy?: string;
  /** As the containers name them, first container first. */
  readonly images: readonly string[];
  readonly cpu?: string;
  readonly memory?: string;
}

/** Reads it from a task definition as AWS answered it. */
export function summarize({ body }: { readonly body: JsonObject }): RevisionSummary {
  const { status, registeredAt, registeredBy, cpu, memory, containerDefinitions: containers } = body;
  const images = (Array.isArray(containers) ? containers : []).flatMap((container) =>
    isJsonObject(container) && typeof container['image'] === 'string' ? [container['image']] : [],
  );
  return {
    status: typeof status === 'string' ? status : 'ACTIVE',
    images,
    // On the wire a time is seconds with a fraction.
    ...(typeof registeredAt === 'number' ? { registeredAt: registeredAt * 1000 } : {}),
    ...(typeof registeredBy === 'string' ? { registeredBy } : {}),
    ...(typeof cpu === 'string' ? { cpu } : {}),
    ...(typeof memory === 'string' ? { memory } : {}),
  };
}
