import { message, type Message } from '../lib/message';
import { shortTaskId } from '../model/arn';

/** Where a text came from, as people read it. */
export const SOURCES = {
  stop: (taskArn: string): Message => message('source.stop', 'Stop reason of task {0}', shortTaskId(taskArn)),
  stopCode: (taskArn: string): Message =>
    message('source.stopCode', 'Stop code of task {0}', shortTaskId(taskArn)),
  lifetime: (taskArn: string): Message =>
    message('source.lifetime', 'Times of task {0}', shortTaskId(taskArn)),
  container: (container: string, taskArn: string): Message =>
    message('source.container', 'Reason of container {0}, task {1}', container, shortTaskId(taskArn)),
  exit: (container: string, taskArn: string): Message =>
    message('source.exit', 'Exit code of container {0}, task {1}', container, shortTaskId(taskArn)),
  log: (container: string, taskArn: string): Message =>
    message('source.log', 'Log of container {0}, task {1}', container, shortTaskId(taskArn)),
  event: message('source.event', 'Service event'),
  statusReason: message('source.statusReason', 'Reason of the service deployment'),
  rolloutReason: message('source.rolloutReason', 'Rollout state of the service'),
  superseded: message('source.superseded', 'Newer deployment of the service'),
  hook: message('source.hook', 'Lifecycle hook'),
  target: (group: string): Message => message('source.target', 'Health of target group {0}', group),
  alarm: message('source.alarm', 'CloudWatch alarm'),
  call: (operation: string | undefined): Message =>
    operation === undefined
      ? message('source.call', 'Answer of AWS')
      : message('source.operation', 'Answer of AWS to {0}', operation),
  refusal: message('source.refusal', 'Failures that AWS lists in its answer'),
  build: message('source.build', 'Output of the build'),
  push: message('source.push', 'Output of the push'),
  dependencies: message('source.dependencies', 'Task definition'),
  dockerfile: message('source.dockerfile', 'Dockerfile'),
  images: message('source.images', 'Image digests of both revisions'),
  service: message('source.service', 'Settings of the service'),
} as const;
