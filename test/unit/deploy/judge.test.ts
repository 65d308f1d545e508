import { describe, expect, test } from 'vitest';
import { omit } from '../../../src/core/deploy/omit';
import { judge, type Evidence, type Judgement } from '../../../src/core/deploy/watch/judge';
import {
  at,
  definition,
  deployment,
  OLD,
  OURS,
  reference,
  rollout,
  service,
  STARTED,
  THIRD,
} from './samples';

const look = (evidence: Partial<Evidence>): Evidence => ({
  service: undefined,
  deployment: undefined,
  targets: [],
  settled: true,
  at: at(75),
  ...evidence,
});

const verdictOf = (judgement: Judgement): string =>
  judgement.kind === 'ended' ? `${judgement.verdict.kind}, ${judgement.verdict.tone}` : judgement.kind;

const ours = rollout(OURS, 42);
const oldActive = rollout(OLD, 41, { status: 'ACTIVE', rolloutState: 'COMPLETED' });
const both = service([ours, oldActive]);
const oldAgain = rollout(OLD, 41, { rolloutState: 'COMPLETED' });
const third = rollout(THIRD, 43);
const noRollback = { circuitBreaker: { enabled: true, rollback: false } };
const noBreaker = { circuitBreaker: { enabled: false, rollback: false } };
const failing = rollout(OURS, 42, { rolloutState: 'FAILED', running: 0, failedTasks: 3 });

describe('with our service deployment', () => {
  test.each<[string, Partial<Evidence>, string]>([
    ['PENDING', { service: both, deployment: deployment('PENDING') }, 'open'],
    ['IN_PROGRESS', { service: both, deployment: deployment('IN_PROGRESS') }, 'open'],
    [
      'IN_PROGRESS with everything healthy already',
      {
        service: service([rollout(OURS, 42, { rolloutState: 'COMPLETED' })]),
        deployment: deployment('IN_PROGRESS'),
      },
      'open',
    ],
    ['SUCCESSFUL', { service: service([ours]), deployment: deployment('SUCCESSFUL') }, 'succeeded, success'],
    [
      'SUCCESSFUL early, old tasks still run',
      { service: both, deployment: deployment('SUCCESSFUL') },
      'succeeded, success',
    ],
    [
      'SUCCESSFUL, and a newer one came since',
      { service: service([third, ours]), deployment: deployment('SUCCESSFUL') },
      'superseded, neutral',
    ],
    ['STOP_REQUESTED', { service: both, deployment: deployment('STOP_REQUESTED') }, 'open'],
    [
      'STOP_REQUESTED by a newer one',
      { service: service([third, ours]), deployment: deployment('STOP_REQUESTED') },
      'superseded, neutral',
    ],
    [
      'STOPPED by a newer one',
      { service: service([third, ours]), deployment: deployment('STOPPED') },
      'superseded, neutral',
    ],
    ['STOPPED by a person', { service: both, deployment: deployment('STOPPED') }, 'stopped, failure'],
    [
      'STOPPED by a breaker that does not roll back',
      { service: service([failing, oldActive], noRollback), deployment: deployment('STOPPED') },
      'failed, failure',
    ],
    [
      'SUCCESSFUL, and somebody went back to the old revision since',
      { service: service([rollout(THIRD, 41), ours]), deployment: deployment('SUCCESSFUL') },
      'superseded, neutral',
    ],
    [
      'SUCCESSFUL, and the same revision was forced since',
      { service: service([rollout(THIRD, 42), ours]), deployment: deployment('SUCCESSFUL') },
      'succeeded, success',
    ],
    [
      'STOPPED because the old revision is being deployed again',
      { service: service([rollout(THIRD, 41), ours]), deployment: deployment('STOPPED') },
      'open',
    ],
    [
      'STOPPED because the old revision was deployed again',
      {
        service: service([rollout(THIRD, 41, { rolloutState: 'COMPLETED' })]),
        deployment: deployment('STOPPED'),
      },
      'rolledBack, failure',
    ],
    [
      'STOPPED because the old revision was deployed again, which failed as well',
      {
        service: service([rollout(THIRD, 41, { rolloutState: 'FAILED' })]),
        deployment: deployment('STOPPED'),
      },
      'rollbackFailed, failure',
    ],
    ['ROLLBACK_REQUESTED', { service: both, deployment: deployment('ROLLBACK_REQUESTED') }, 'open'],
    [
      'ROLLBACK_IN_PROGRESS',
      { service: service([oldAgain, failing]), deployment: deployment('ROLLBACK_IN_PROGRESS') },
      'open',
    ],
    [
      'ROLLBACK_IN_PROGRESS on an endpoint that gives the rollback an id of its own',
      { service: service([rollout(THIRD, 41), failing]), deployment: deployment('ROLLBACK_IN_PROGRESS') },
      'open',
    ],
    [
      'ROLLBACK_SUCCESSFUL, although the service is stable',
      { service: service([oldAgain]), deployment: deployment('ROLLBACK_SUCCESSFUL') },
      'rolledBack, failure',
    ],
    [
      'ROLLBACK_FAILED',
      { service: service([oldAgain]), deployment: deployment('ROLLBACK_FAILED') },
      'rollbackFailed, failure',
    ],
    ['a status of the future', { service: both, deployment: deployment('HIBERNATING') }, 'open'],
    [
      'no breaker and tasks that keep failing',
      {
        service: service([rollout(OURS, 42, { failedTasks: 60 })], noBreaker),
        deployment: deployment('IN_PROGRESS'),
      },
      'open',
    ],
    [
      'no service any more',
      { service: 'missing', deployment: deployment('IN_PROGRESS') },
      'deleted, failure',
    ],
    [
      'a service that drains',
      { service: service([ours], { status: 'DRAINING' }), deployment: deployment('IN_PROGRESS') },
      'deleted, failure',
    ],
    [
      'our own revision forced again',
      { service: service([rollout(THIRD, 42), ours]), deployment: deployment('STOPPED') },
      'follow',
    ],
  ])('%s', (_name, evidence, expected) => {
    expect(verdictOf(judge(reference, look(evidence)))).toBe(expected);
  });
});

describe('in basic mode', () => {
  const target = (state: string) => ({ id: '10.0.0.1', port: 80, state });
  const stateless = omit(ours, 'rolloutState');

  test.each<[string, Partial<Evidence>, string]>([
    ['nothing read yet', {}, 'open'],
    ['reads are still from before ours began', { service: service([oldAgain]), settled: false }, 'open'],
    ['ours is in progress', { service: both }, 'open'],
    [
      'ours is PRIMARY and COMPLETED',
      { service: service([rollout(OURS, 42, { rolloutState: 'COMPLETED' })]) },
      'succeeded, success',
    ],
    ['ours FAILED and the rollback is about to begin', { service: service([failing, oldActive]) }, 'open'],
    [
      'the old one is PRIMARY again while ours drains',
      { service: service([rollout(OLD, 41), failing]) },
      'open',
    ],
    [
      'the old one is PRIMARY again and complete',
      { service: service([oldAgain, failing]) },
      'rolledBack, failure',
    ],
    [
      'ours is gone and the old one is PRIMARY',
      { service: service([rollout(OLD, 41)]) },
      'rolledBack, failure',
    ],
    [
      'ours FAILED, and nothing rolls back',
      { service: service([failing, oldActive], noRollback) },
      'failed, failure',
    ],
    ['a newer one is PRIMARY', { service: service([third, ours]) }, 'superseded, neutral'],
    ['ours is gone and a newer one is PRIMARY', { service: service([third]) }, 'superseded, neutral'],
    ['the old revision is being deployed again', { service: service([rollout(THIRD, 41)]) }, 'open'],
    [
      'the old revision was deployed again',
      { service: service([rollout(THIRD, 41, { rolloutState: 'COMPLETED' })]) },
      'rolledBack, failure',
    ],
    [
      'ours FAILED, and nothing that was ever complete is there to go back to',
      { service: service([failing, rollout(OLD, 41, { status: 'ACTIVE', rolloutState: 'FAILED' })]) },
      'failed, failure',
    ],
    ['our own revision was forced again', { service: service([rollout(THIRD, 42)]) }, 'follow'],
    ['no rollout state, but alone and complete', { service: service([stateless]) }, 'succeeded, success'],
    ['no rollout state, and an old one beside', { service: service([stateless, oldActive]) }, 'open'],
    [
      'no rollout state, and a target that is not healthy yet',
      { service: service([stateless]), targets: [target('healthy'), target('initial')] },
      'open',
    ],
    ['the service is gone', { service: 'missing' }, 'deleted, failure'],
    ['the service is INACTIVE', { service: service([], { status: 'INACTIVE' }) }, 'deleted, failure'],
  ])('%s', (_name, evidence, expected) => {
    expect(verdictOf(judge(reference, look(evidence)))).toBe(expected);
  });

  test('a first deployment that fails has nothing to go back to', () => {
    const first = omit(reference, 'oldRevision');
    expect(verdictOf(judge(first, look({ service: service([failing]) })))).toBe('failed, failure');
  });
});

test('of two rollouts that began in the same moment the old revision counts as the older one', () => {
  const sameMoment = { createdAt: STARTED };
  const newer = service([rollout(THIRD, 43, sameMoment), ours]);
  const older = service([rollout(OLD, 41, { ...sameMoment, rolloutState: 'COMPLETED' })]);
  expect(verdictOf(judge(reference, look({ service: newer })))).toBe('superseded, neutral');
  expect(verdictOf(judge(reference, look({ service: older })))).toBe('rolledBack, failure');
});

test('a success says how long it took by the time of AWS, and when nothing was started', () => {
  const evidence = look({
    service: service([ours], { desired: 0 }),
    deployment: deployment('SUCCESSFUL', { finishedAt: at(133) }),
  });
  const judgement = judge(reference, evidence);
  expect(judgement).toMatchObject({
    verdict: { title: { args: [42, 2, 13] }, detail: { id: 'verdict.nothingStarted' } },
  });
});

test('in basic mode too a success took as long as AWS says, however late it was seen', () => {
  const done = rollout(OURS, 42, { rolloutState: 'COMPLETED', updatedAt: at(61) });
  expect(judge(reference, look({ service: service([done]), at: at(7200) }))).toMatchObject({
    verdict: { title: { args: [42, 1, 1] } },
  });
});

test('a rollback quotes the reason that AWS gives', () => {
  const reason = 'Service deployment rolled back because the circuit breaker threshold was exceeded.';
  const evidence = look({ deployment: deployment('ROLLBACK_SUCCESSFUL', { rollbackReason: reason }) });
  expect(judge(reference, evidence)).toMatchObject({ verdict: { quote: reason, title: { args: [41] } } });
});

test('what superseded ours is named by its revision', () => {
  const judgement = judge(reference, look({ service: service([third, ours]) }));
  expect(judgement).toMatchObject({ by: definition(43), verdict: { title: { args: [43] } } });
});

test('a forced deployment that is rolled back does not say that nothing runs its revision', () => {
  const forced = { ...reference, oldRevision: reference.newRevision };
  const ended = look({ service: both, deployment: deployment('ROLLBACK_SUCCESSFUL') });
  const said = (judgement: Judgement): string | undefined =>
    judgement.kind === 'ended' ? judgement.verdict.detail?.id : undefined;
  expect(said(judge(reference, ended))).toBe('verdict.rolledBackDetail');
  expect(said(judge(forced, ended))).toBeUndefined();
});
