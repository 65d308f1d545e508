import { message } from '../../lib/message';
import type { Rule } from '../rule';

/** What keeps ECS Exec from opening a shell: AWS's refusals, the plugin here, the shell there. */
export const EXEC_RULES: readonly Rule[] = [
  {
    id: 'execNotReady',
    in: ['call'],
    match: ['execute command was not enabled', "execute command agent isn't running"],
    title: message(
      'cause.execNotReady',
      'The task cannot open a shell: it was started without ECS Exec, or its agent does not run yet.',
    ),
    advice: message(
      'advice.execNotReady',
      'Switch ECS Exec on for the service and deploy again; a task that just started needs a moment.',
    ),
    place: { kind: 'service', field: 'enableExecuteCommand' },
    blame: 'service',
    weight: 97,
  },
  {
    id: 'execAgentUnreachable',
    in: ['call'],
    match: ['targetnotconnectedexception', 'targetnotconnected'],
    title: message(
      'cause.execAgentUnreachable',
      'The agent of ECS Exec in the task does not reach Systems Manager.',
    ),
    advice: message(
      'advice.execAgentUnreachable',
      'Give the task role the ssmmessages actions, the subnet a way out or an endpoint for ssmmessages, and the container a file system that may be written (readonlyRootFilesystem false); then start the task anew.',
    ),
    place: { kind: 'iam', who: 'taskRole', action: 'ssmmessages:CreateControlChannel' },
    blame: 'permissions',
    confidence: 'likely',
    weight: 97,
  },
  {
    id: 'execTooMany',
    in: ['call'],
    match: ['maximum session limit'],
    title: message('cause.execTooMany', 'The container has as many shells open as ECS Exec allows.'),
    advice: message(
      'advice.execTooMany',
      'Close one of them; one whose terminal is gone ends by itself after 20 minutes without input.',
    ),
    blame: 'caller',
    weight: 97,
  },
  {
    id: 'execPluginMissing',
    in: ['call'],
    match: [
      'sessionmanagerplugin is not found',
      'session-manager-plugin…enoent',
      'session-manager-plugin…not found',
      'session-manager-plugin…not recognized',
    ],
    title: message(
      'cause.execPluginMissing',
      'The Session Manager plugin is not installed on this computer.',
    ),
    advice: message('advice.execPluginMissing', 'Install session-manager-plugin from AWS, and try again.'),
    blame: 'caller',
    weight: 99,
  },
  {
    id: 'execNoShell',
    in: ['call'],
    match: [
      'unable to start command…executable file not found',
      'unable to start command…no such file or directory',
      'failed to start pty',
      'exec:…executable file not found',
    ],
    title: message('cause.execNoShell', 'The image has no such shell.'),
    advice: message('advice.execNoShell', 'Try /bin/sh; an image without any shell cannot be looked into.'),
    blame: 'image',
  },
];
