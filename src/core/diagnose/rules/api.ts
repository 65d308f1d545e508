import { message } from '../../lib/message';
import { fact, GENERAL, type Rule } from '../rule';

/** Rows 74 to 87 and 89: what AWS answers, and what keeps a call from reaching it. */
export const API_RULES: readonly Rule[] = [
  {
    id: 'serviceGone', // 74
    in: ['call'],
    match: [
      'servicenotactiveexception',
      'service was not active',
      'servicenotfoundexception',
      'service not found',
    ],
    title: message('cause.serviceGone', 'The service was deleted, or is in another cluster or region.'),
    advice: message('advice.serviceGone', 'Refresh the explorer.'),
    blame: 'caller',
  },
  {
    id: 'revisionGone',
    in: ['call'],
    match: ['taskdefinition not found', 'unable to describe task definition'],
    title: message('cause.revisionGone', 'There is no such revision of the task definition.'),
    advice: message(
      'advice.revisionGone',
      'It was deleted, or is in another region or account: deploy a revision that is there.',
    ),
    actions: ['deployAgain'],
    blame: 'caller',
    weight: 96,
  },
  {
    id: 'clusterGone', // 75
    in: ['call'],
    match: [
      'clusternotfoundexception',
      'cluster not found',
      'referenced cluster was inactive',
      'cluster was not active',
    ],
    title: message('cause.clusterGone', 'There is no such cluster in this region of this account.'),
    advice: message('advice.clusterGone', 'Check profile and region.'),
    blame: 'caller',
  },
  {
    id: 'passRoleDenied', // 76
    in: ['call'],
    match: ['iam:passrole'],
    title: message(
      'cause.passRoleDenied',
      'You may not hand the role {0} to ECS: iam:PassRole is missing.',
      fact('resource'),
    ),
    plain: message(
      'cause.passRoleDeniedPlain',
      'You may not hand the roles of the task to ECS: iam:PassRole is missing.',
    ),
    advice: message(
      'advice.passRoleDenied',
      'Add the permission for the task role and the execution role to your identity.',
    ),
    place: { kind: 'iam', who: 'caller', action: 'iam:PassRole' },
    blame: 'permissions',
    weight: 97,
  },
  {
    id: 'policyForbids', // 77
    in: ['call'],
    match: [
      'not authorized to perform…explicit deny',
      'not authorized to perform…no service control policy',
      'not authorized to perform…no permissions boundary',
    ],
    title: message('cause.policyForbids', 'A policy forbids {0}, whatever else you may do.', fact('action')),
    plain: message('cause.policyForbidsPlain', 'A policy forbids this call, whatever else you may do.'),
    advice: message(
      'advice.policyForbids',
      'Another permission does not help. Only who manages that policy (of the organization, the boundary or the identity, as AWS says below) can allow it.',
    ),
    blame: 'permissions',
    weight: 96,
  },
  {
    id: 'accessDenied', // 77
    in: ['call'],
    match: ['not authorized to perform', 'accessdenied', 'unauthorizedoperation'],
    title: message('cause.accessDenied', 'Your identity may not use {0}.', fact('action')),
    plain: message('cause.accessDeniedPlain', 'Your identity may not make this call.'),
    advice: message('advice.accessDenied', 'Add the permission to your identity.'),
    place: { kind: 'iam', who: 'caller' },
    blame: 'permissions',
    weight: 94,
  },
  {
    id: 'throttled', // 78
    in: ['call'],
    match: [
      'rate exceeded',
      'throttlingexception',
      'requestlimitexceeded',
      'toomanyrequestsexception',
      'throttling:',
    ],
    title: message('cause.throttled', 'AWS asks to slow down: too many calls in this account and region.'),
    advice: message('advice.throttled', 'Wait a moment; the deployment itself goes on.'),
    blame: 'caller',
  },
  {
    id: 'ssoExpired', // 79
    in: ['call'],
    match: [
      'aws sso login',
      'sso session associated with this profile has expired',
      'sso session token associated with profile',
      'session token not found or invalid',
      'sso session…expired',
      'error loading sso token',
    ],
    title: message('cause.ssoExpired', 'Your single sign-on session has ended.'),
    advice: message('advice.ssoExpired', 'Sign in again; the deployment itself goes on.'),
    actions: ['signIn'],
    blame: 'caller',
    weight: 97,
  },
  {
    id: 'loginExpired', // 80
    in: ['call'],
    match: [
      'your session has expired. please reauthenticate',
      'failed to load a token for session',
      'failed to load token for session',
      'aws login',
    ],
    title: message('cause.loginExpired', 'Your sign-in to AWS has ended.'),
    advice: message('advice.loginExpired', 'Sign in again; the deployment itself goes on.'),
    actions: ['signIn'],
    blame: 'caller',
    weight: 96,
  },
  {
    id: 'credentialsExpired', // 81
    in: ['call'],
    match: ['expiredtoken', 'security token included in the request is expired', 'requestexpired'],
    title: message('cause.credentialsExpired', 'Your temporary credentials have expired.'),
    advice: message(
      'advice.credentialsExpired',
      'Get new ones and watch again; the deployment itself goes on.',
    ),
    actions: ['signIn'],
    blame: 'caller',
  },
  {
    id: 'noCredentials', // 82
    in: ['call'],
    match: [
      'could not load credentials from any providers',
      'credentialsprovidererror',
      'unable to locate credentials',
      'could not resolve credentials',
    ],
    title: message('cause.noCredentials', 'No credentials for AWS were found.'),
    advice: message('advice.noCredentials', 'Choose a profile, or sign in.'),
    actions: ['signIn'],
    blame: 'caller',
    weight: 93,
  },
  {
    id: 'credentialsRejected',
    in: ['call'],
    match: [
      'security token included in the request is invalid',
      'invalidclienttokenid',
      'unrecognizedclientexception',
      'request signature we calculated does not match',
      'authfailure',
      'incompletesignature',
    ],
    title: message('cause.credentialsRejected', 'AWS does not accept these credentials.'),
    advice: message(
      'advice.credentialsRejected',
      'The key may be mistyped, deleted, or of another partition; and a region that the account has not enabled refuses every key. Check profile and region, or sign in again.',
    ),
    actions: ['signIn'],
    blame: 'caller',
    weight: 93,
  },
  {
    id: 'wrongClock', // 83
    in: ['call'],
    match: ['signature expired', 'signature not yet current', 'requesttimetooskewed'],
    title: message('cause.wrongClock', 'The clock of this computer is wrong, so AWS refuses its requests.'),
    advice: message('advice.wrongClock', 'Set the clock by a time server.'),
    blame: 'caller',
    weight: 97,
  },
  {
    id: 'revisionRace', // 84
    in: ['call'],
    match: ['too many concurrent attempts to create a new revision'],
    title: message('cause.revisionRace', 'Somebody else registers a revision of the same family right now.'),
    advice: message('advice.revisionRace', 'Deploy again in a moment.'),
    actions: ['deployAgain'],
    blame: 'people',
  },
  {
    id: 'otherController', // 85
    in: ['call'],
    match: [
      'deployment controller…use aws codedeploy',
      'on services with a code_deploy deployment controller',
      'with an external deployment controller',
      'deployment controller…external',
    ],
    title: message('cause.otherController', 'Another tool, such as CodeDeploy, deploys this service.'),
    advice: message('advice.otherController', 'Deploy it with that tool.'),
    place: { kind: 'service', field: 'deploymentController.type' },
    blame: 'service',
  },
  {
    id: 'memoryNotSet', // 86
    in: ['call'],
    match: ["at least one of 'memory' or 'memoryreservation' must be specified", "invalid 'memory' setting"],
    title: message(
      'cause.memoryNotSet',
      'The task definition gives container {0} no memory.',
      fact('container'),
    ),
    plain: message('cause.memoryNotSetPlain', 'The task definition gives a container no memory.'),
    advice: message('advice.memoryNotSet', 'Set memory or memoryReservation of the container.'),
    place: { kind: 'taskDefinition', path: 'container.memory' },
    blame: 'taskDefinition',
  },
  {
    id: 'platformIncompatible', // 87
    in: ['call'],
    match: [
      'platformtaskdefinitionincompatibilityexception',
      'platformunknownexception',
      'platform version…does not satisfy',
    ],
    title: message(
      'cause.platformIncompatible',
      'The platform version of the service cannot run this task definition.',
    ),
    advice: message('advice.platformIncompatible', 'Use platform version LATEST.'),
    place: { kind: 'service', field: 'platformVersion' },
    blame: 'service',
  },
  {
    id: 'offline', // 89
    in: ['call'],
    match: [
      'enotfound',
      'econnreset',
      'etimedout',
      'econnrefused',
      'eai_again',
      'ehostunreach',
      'enetunreach',
      'epipe',
      'socket hang up',
      'client network socket disconnected',
      'networking error',
    ],
    title: message('cause.offline', 'This computer cannot reach AWS.'),
    advice: message('advice.offline', 'Check the network and the proxy. AWS goes on with the deployment.'),
    blame: 'caller',
    weight: 98,
  },
  {
    id: 'untrustedCertificate', // 89
    in: ['call'],
    match: [
      'self_signed_cert',
      'unable_to_get_issuer_cert',
      'unable_to_verify_leaf_signature',
      'self signed certificate',
      'self-signed certificate',
      'unable to get local issuer certificate',
    ],
    title: message(
      'cause.untrustedCertificate',
      'Something between here and AWS answers with a certificate that is not trusted.',
    ),
    advice: message(
      'advice.untrustedCertificate',
      'Add the certificate of your proxy to those that are trusted (NODE_EXTRA_CA_CERTS).',
    ),
    blame: 'caller',
    weight: 98,
  },
  {
    id: 'sizeInvalid',
    in: ['call'],
    match: [
      'no fargate configuration exists for given values',
      'invalid cpu or memory value',
      "invalid 'cpu' setting for task",
    ],
    title: message(
      'cause.sizeInvalid',
      'There are no tasks of this size: its CPU and its memory do not go together.',
    ),
    advice: message(
      'advice.sizeInvalid',
      'Fargate takes certain pairs only: 256 CPU units with 512 to 2048 MiB, 512 with 1024 to 4096, 1024 with 2048 to 8192, and so on.',
    ),
    place: { kind: 'taskDefinition', path: 'cpu' },
    blame: 'taskDefinition',
  },
  {
    id: 'linkedRoleMissing',
    in: ['call'],
    match: ['unable to assume the service linked role', 'unable to assume the service-linked role'],
    title: message('cause.linkedRoleMissing', 'The account has no role yet that ECS works with.'),
    advice: message(
      'advice.linkedRoleMissing',
      'Make it once: aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com. Then try again in a minute.',
    ),
    blame: 'permissions',
    weight: 96,
  },
  {
    id: 'serverError',
    in: ['call'],
    match: [
      'serverexception:',
      'internalservererror',
      'internalfailure',
      'internalerror:',
      'serviceunavailable',
      'service unavailable',
      'internal server error',
    ],
    title: message('cause.serverError', 'AWS answers with an error of its own.'),
    advice: message(
      'advice.serverError',
      'Try again in a moment; the AWS Health Dashboard tells of outages.',
    ),
    blame: 'infrastructure',
  },
  {
    id: 'invalidRequest',
    in: ['call'],
    match: ['clientexception:', 'invalidparameterexception:'],
    title: message('cause.invalidRequest', 'AWS does not accept a setting.'),
    advice: message('advice.invalidRequest', 'What AWS says below names it.'),
    blame: 'taskDefinition',
    confidence: 'possible',
    weight: GENERAL,
  },
];
