import { message } from '../../lib/message';
import { fact, type Rule } from '../rule';

/** Rows 38 and 39, and what programs meet while they run: health checks, what they depend on, their own heap. */
export const RUNNING_RULES: readonly Rule[] = [
  {
    id: 'containerHealth', // 38
    in: ['stop', 'event'],
    match: ['failed container health checks', 'container health check failed'],
    title: message('cause.containerHealth', 'The health check of container {0} failed.', fact('container')),
    plain: message('cause.containerHealthPlain', 'The health check of a container failed.'),
    advice: message(
      'advice.containerHealth',
      'Try its command inside the container: a program such as curl must be in the image, and startPeriod must be long enough.',
    ),
    place: { kind: 'taskDefinition', path: 'container.healthCheck' },
    actions: ['tailTask', 'rollBack'],
    blame: 'image',
    confidence: 'likely',
    weight: 55,
  },
  {
    id: 'dockerfileHealthCheck', // 39
    in: ['fact'],
    match: ['not used by ecs: healthcheck'],
    title: message('cause.dockerfileHealthCheck', 'ECS does not use the HEALTHCHECK of a Dockerfile.'),
    advice: message('advice.dockerfileHealthCheck', 'Put the check into healthCheck of the task definition.'),
    place: { kind: 'taskDefinition', path: 'container.healthCheck' },
    blame: 'nobody',
    noise: true,
  },
  {
    id: 'dependencyUnreachable',
    in: ['log'],
    match: [
      'econnrefused',
      'etimedout',
      'ehostunreach',
      'enetunreach',
      'enotfound',
      'eai_again',
      'connection refused',
      'connection timed out',
      'no route to host',
      'name or service not known',
      'temporary failure in name resolution',
      'no such host',
      'could not translate host name',
      'unknown host',
      'unknownhostexception',
      "can't connect to mysql server",
      'could not connect to server',
      'i/o timeout',
      'connect timeout',
      'connection attempt failed',
    ],
    not: ['retrying', 'will retry', 'retry in', 'reconnecting', 'try again'],
    title: message(
      'cause.dependencyUnreachable',
      'The program in container {0} ended because it could not reach {1}.',
      fact('container'),
      fact('address'),
    ),
    plain: message(
      'cause.dependencyUnreachablePlain',
      'The program ended because something that it needs could not be reached.',
    ),
    advice: message(
      'advice.dependencyUnreachable',
      'Check the address that it is given, whether that runs, and that its security group lets the task in.',
    ),
    place: { kind: 'taskDefinition', path: 'container.environment' },
    actions: ['tailTask', 'rollBack'],
    blame: 'network',
    confidence: 'likely',
    atEnd: true,
  },
  {
    id: 'heapFull',
    in: ['log'],
    match: ['javascript heap out of memory', 'java.lang.outofmemoryerror', 'runtime: out of memory'],
    title: message(
      'cause.heapFull',
      'The program in container {0} ran out of the memory that it gave itself.',
      fact('container'),
    ),
    advice: message(
      'advice.heapFull',
      'Raise the limit of its heap together with the memory of the container.',
    ),
    place: { kind: 'taskDefinition', path: 'container.memory' },
    actions: ['tailTask', 'rollBack'],
    blame: 'image',
    confidence: 'likely',
  },
];
