import type { ServiceEvent } from '../model/service';
import type { CallError, Evidence, TargetGroupEvidence } from './evidence';
import type { Message } from '../lib/message';
import type { KnownFacts } from './facts';
import type { Sighting } from './sighting';
import { SOURCES } from './sources';
import { fingerprint } from './text';

/** Lines of a build's or push's output that are looked at. */
const OUTPUT_LINES = 400;
/** A drain that takes longer than this is worth a word, in milliseconds. */
const LONG_DRAIN = 60_000;

/** Events that quote why a task stopped: `was unable to place a task. Reason: ResourceInitializationError: …`. */
const QUOTES_STOP = /[a-z]Error: /;

const NOTHING_KNOWN = { known: {}, around: [], tasks: [], count: 1 } as const;

/** Everything that is said outside of tasks. */
export function serviceSightings(evidence: Evidence): readonly Sighting[] {
  return [
    ...eventSightings(evidence),
    ...deploymentSightings(evidence),
    ...evidence.targetGroups.flatMap(targetSightings),
    ...evidence.alarms.map((alarm) => ({
      ...sighting('alarm', alarm, SOURCES.alarm, { alarm }),
      as: 'went off',
    })),
    ...evidence.errors.map(callSighting),
    ...evidence.refusals.map(({ reason, detail }) =>
      sighting('refusal', detail === undefined ? reason : `${reason}: ${detail}`, SOURCES.refusal),
    ),
    ...evidence.output.flatMap(({ program, lines }) => {
      const last = lines.slice(-OUTPUT_LINES);
      return last.map((text) => ({ ...sighting(program, text, SOURCES[program]), around: last }));
    }),
    ...factSightings(evidence),
  ];
}

/** True while nothing says that the deployment came to a bad end. */
function isWell({ deployment, events }: Evidence): boolean {
  const words = [deployment?.status, deployment?.rolloutState].join(' ');
  if (/FAILED|ROLLBACK|STOP/.test(words)) return false;
  return !events.some(({ message }) => /deployment failed|rolling back/i.test(message));
}

/** Events that differ in ids only count as one; what came before a steady state that was reached is over. */
function eventSightings(evidence: Evidence): readonly Sighting[] {
  const steady = evidence.events.findIndex(({ message }) =>
    /has reached a steady state|deployment completed/i.test(message),
  );
  const events = steady !== -1 && isWell(evidence) ? evidence.events.slice(0, steady) : evidence.events;
  const groups = new Map<string, { event: ServiceEvent; count: number }>();
  for (const event of events) {
    const key = fingerprint(event.message);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { event, count: 1 });
    else group.count += 1;
  }
  return [...groups.values()].map(({ event, count }) => ({
    ...sighting(QUOTES_STOP.test(event.message) ? 'stop' : 'event', event.message, SOURCES.event),
    count,
  }));
}

function deploymentSightings({ deployment }: Evidence): readonly Sighting[] {
  if (deployment === undefined) return [];
  const { statusReason, rollbackReason, rolloutStateReason, hooks = [] } = deployment;
  const sightings = [statusReason, rollbackReason]
    .filter((text) => text !== undefined)
    .map((text) => sighting('deployment', text, SOURCES.statusReason));
  if (rolloutStateReason !== undefined)
    sightings.push(sighting('deployment', rolloutStateReason, SOURCES.rolloutReason));
  for (const { target, status } of hooks)
    sightings.push({
      ...sighting('deployment', `${target}: ${status}`, SOURCES.hook, { hook: target }),
      as: `lifecycle hook … ${status}`,
    });
  return sightings;
}

function targetSightings({ group, matcher, targets }: TargetGroupEvidence): readonly Sighting[] {
  const counts = new Map<string, number>();
  for (const { state, reason = '', description } of targets) {
    if (state !== 'unhealthy' && state !== 'unused') continue;
    const text = description === undefined ? reason : `${reason}: ${description}`;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const known = {
    targetGroup: group.name,
    ...(group.healthCheckPath === undefined ? {} : { path: group.healthCheckPath }),
    ...(matcher === undefined ? {} : { matcher }),
  };
  return [...counts].map(([text, count]) => ({
    ...sighting('target', text, SOURCES.target(group.name), known),
    around: [group.arn],
    count,
  }));
}

function callSighting({ code, awsCode, action, operation, message }: CallError): Sighting {
  const named = awsCode === undefined || message.startsWith(awsCode) ? message : `${awsCode}: ${message}`;
  return {
    ...sighting('call', named, SOURCES.call(operation), action === undefined ? {} : { action }),
    around: [code],
  };
}

/** What no text says, but the numbers show. */
function factSightings(evidence: Evidence): readonly Sighting[] {
  const { service, deployment, images = [], dockerfile = [], taskDefinition, events, at } = evidence;
  const sightings: Sighting[] = [];
  const tell = (as: string, text: string, source: Message, known: KnownFacts = {}): void => {
    sightings.push({ ...sighting('fact', text, source, known), as });
  };
  if (service?.desired === 0) tell('the desired count is 0', 'desiredCount: 0', SOURCES.service);
  if (deployment?.supersededBy !== undefined)
    tell('superseded by', deployment.supersededBy, SOURCES.superseded, { revision: deployment.supersededBy });
  for (const { image, before, after } of images)
    if (before === after) tell('same digest', after, SOURCES.images, { image });
  const check = dockerfile.find((line) => /^\s{0,20}HEALTHCHECK\s/i.test(line) && !/\sNONE\b/i.test(line));
  if (
    check !== undefined &&
    taskDefinition?.containers.every(({ hasHealthCheck }) => hasHealthCheck !== true)
  )
    tell('not used by ecs: healthcheck', check, SOURCES.dockerfile);
  const [newest] = events;
  if (newest !== undefined && at !== undefined && at - newest.at >= LONG_DRAIN) {
    if (/begun draining/i.test(newest.message)) tell('still draining:', newest.message, SOURCES.event);
  }
  return sightings;
}

function sighting(
  where: Sighting['where'],
  text: string,
  source: Sighting['source'],
  known: Sighting['known'] = {},
): Sighting {
  return { ...NOTHING_KNOWN, where, text, source, known };
}
