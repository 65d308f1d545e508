import { beforeEach, describe, expect, it } from 'vitest';
import type { Explanation } from '../../../../src/core/deploy/cause/explain';
import { viewCause } from '../../../../src/core/deploy/view/cause';
import { diagnose } from '../../../../src/core/diagnose/diagnose';
import { NO_EVIDENCE } from '../../../../src/core/diagnose/evidence';
import { systemClock } from '../../../../src/core/lib/clock';
import { QuaysideError } from '../../../../src/core/lib/errors';
import { message } from '../../../../src/core/lib/message';
import { silentLogger } from '../../../../src/core/lib/logger';
import type { ExplainedThing } from '../../../../src/protocol/explanation';
import { EvidenceStore } from '../../../../src/ui/explain/evidenceStore';
import { ExplanationSession, type ExplanationState } from '../../../../src/ui/explain/session';
import { headingOf, snapshotOf } from '../../../../src/ui/explain/snapshot';
import { english } from '../../../support/deployStates';
import { service, task } from '../../deploy/samples';
import { MemoryMemento } from './memento';

const MINUTE = 60_000;
const dead = task('4c1d09aa', 42, {
  lastStatus: 'STOPPED',
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  containers: [
    { name: 'app', image: 'app:1', lastStatus: 'STOPPED', health: 'UNKNOWN', hostPorts: [], exitCode: 1 },
  ],
});
const web = service([]);
const thing: ExplainedThing = {
  connection: { id: 'shop/eu-west-1', kind: 'profile', profile: 'shop', region: 'eu-west-1' },
  clusterArn: web.clusterArn,
  serviceArn: web.arn,
};

const explained = (more: Partial<Explanation> = {}, lines: readonly string[] = []): Explanation => ({
  at: 1000,
  diagnosis: diagnose({
    ...NO_EVIDENCE,
    tasks: [dead],
    logs: lines.length === 0 ? [] : [{ taskArn: dead.arn, container: 'app', lines }],
  }),
  service: web,
  tasks: [dead],
  forgotten: [],
  linesMayFollow: false,
  ...more,
});
const NOTHING = explained({ diagnosis: { causes: [], noise: [] }, tasks: [] });

let store: EvidenceStore;
beforeEach(() => {
  store = new EvidenceStore(new MemoryMemento());
});

type Answer = Explanation | Error;

function sessionOf(
  answers: readonly Answer[],
  more: { readonly thing?: ExplainedThing; readonly keeps?: boolean } = {},
): ExplanationSession {
  return new ExplanationSession({
    thing: more.thing ?? thing,
    store,
    keeps: () => more.keeps ?? true,
    clock: systemClock,
    logger: silentLogger,
    view: viewCause,
    words: (error) => ({ what: (error as Error).message }),
    ask: async function* () {
      for (const answer of answers) {
        if (answer instanceof Error) throw answer;
        yield await Promise.resolve(answer);
      }
    },
  });
}

async function run(session: ExplanationSession): Promise<readonly ExplanationState[]> {
  const seen: ExplanationState[] = [session.state];
  session.onDidChange(() => seen.push(session.state));
  await session.run();
  return seen;
}

const page = (session: ExplanationSession, now = 1000) =>
  snapshotOf(session.thing, session.state, {
    now,
    locale: 'en',
    l10n: english,
    ago: (ms) => `${ms / MINUTE} min ago`,
    build: true,
  });

describe('an explanation', () => {
  it('is on screen at once, the lines follow, and it is kept', async () => {
    const session = sessionOf([
      explained({ linesMayFollow: true }),
      explained({}, ['starting', 'Error: DATABASE_URL is not set']),
    ]);
    const states = await run(session);
    expect(states.map(({ phase }) => phase)).toEqual(['asking', 'asking', 'following', 'done', 'done']);
    expect(states[2]?.cause?.causes[0]?.log).toBeUndefined();
    expect(states.at(-1)?.cause?.causes[0]?.log?.errorLine).toBe(1);
    expect(store.all).toMatchObject([
      { tasks: [dead.arn], serviceArn: web.arn, taskDefinitionArn: dead.taskDefinitionArn },
    ]);
    expect(store.all[0]?.cause.causes[0]?.log?.lines).toContain('Error: DATABASE_URL is not set');
  });

  it('shows the kept one with its age when ECS has forgotten the task', async () => {
    await run(sessionOf([explained()]));
    const session = sessionOf([{ ...NOTHING, at: 90 * MINUTE, forgotten: [dead.arn] }], {
      thing: { ...thing, taskArn: dead.arn },
    });
    await run(session);
    expect(session.state).toMatchObject({ kept: true, silence: 'forgotten', at: 1000 });
    const { notice, card, title } = page(session, 1000 + 90 * MINUTE);
    expect(title).toBe(`Task 4c1d09 of ${web.name}`);
    expect(notice?.text).toMatch(/ECS has forgotten this task.*found 90 min ago/);
    expect(card?.cause.causes).toHaveLength(1);
    expect(card?.buttons.map(({ action }) => action)).not.toContain('stopAndRollBack');
  });

  it('says so when ECS has forgotten a task of which nothing was kept', async () => {
    const session = sessionOf([{ ...NOTHING, forgotten: [dead.arn] }], {
      thing: { ...thing, taskArn: dead.arn },
    });
    await run(session);
    expect(page(session)).toMatchObject({ notice: { tone: 'warning' } });
    expect(page(session).notice?.text).toContain('nothing was kept');
    expect(page(session).card).toBeUndefined();
    expect(page(session).calm).toBeUndefined();
  });

  it('says that nothing is wrong, and what normal thing happened', async () => {
    const scaled = task('5d', 42, {
      lastStatus: 'STOPPED',
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1234567890123456789)',
    });
    const session = sessionOf([explained({ diagnosis: diagnose({ ...NO_EVIDENCE, tasks: [scaled] }) })]);
    await run(session);
    const { calm, card, notice } = page(session);
    expect([card, notice]).toEqual([undefined, undefined]);
    expect(calm?.title).toBe('Nothing is wrong with this service.');
    expect(calm?.lines.length).toBeGreaterThan(0);
  });

  it('that cannot be had says why, above what was kept', async () => {
    await run(sessionOf([explained()]));
    const session = sessionOf([new QuaysideError('accessDenied', 'AWS does not allow it.')]);
    await run(session);
    expect(session.state).toMatchObject({ kept: true, phase: 'done' });
    expect(page(session).notice).toMatchObject({ tone: 'failure' });
    expect(page(session).notice?.text).toMatch(/^AWS does not allow it\. Below is what was found/);
  });

  it('says that its lines are missing because the log may not be read, above the cause', async () => {
    const logFailure = new QuaysideError('accessDenied', 'You may not use logs:GetLogEvents.');
    const session = sessionOf([explained({ logFailure })]);
    await run(session);
    const { notice, card } = page(session);
    expect(notice).toEqual({
      tone: 'warning',
      text: 'The log could not be read. You may not use logs:GetLogEvents.',
    });
    expect(card?.cause.causes[0]?.id).toBe('appError');
  });

  it('says where the log goes when that is not where it could be read', async () => {
    const logElsewhere = message('x', 'Container {0} logs with {1}.', 'app', 'splunk');
    const session = sessionOf([explained({ logElsewhere })]);
    await run(session);
    expect(page(session).notice).toEqual({ tone: 'warning', text: 'Container app logs with splunk.' });
    const another = sessionOf([explained({ logElsewhere }, ['Error: lines of another'])]);
    await run(another);
    expect(page(another).notice).toBeUndefined();
  });

  it('says in a copy of what, where and from when it is', async () => {
    const session = sessionOf([explained()], {
      thing: { ...thing, serviceArn: thing.serviceArn?.replace(/[^/]*$/, 'shop_web') ?? '' },
    });
    await run(session);
    expect(headingOf(session.thing, session.state, english).split('\n')).toEqual([
      '## Why: shop\\_web',
      '',
      expect.stringMatching(/ · shop · eu-west-1 · 1970-01-01T00:00:01\.000Z$/),
    ]);
  });

  it('offers to stop only what rolls out', async () => {
    const rolling = {
      ...web,
      rollouts: [{ rolloutState: 'IN_PROGRESS' } as (typeof web.rollouts)[number]],
    };
    const session = sessionOf([explained({ service: rolling })]);
    await run(session);
    expect(page(session).card?.buttons[0]).toMatchObject({ action: 'stopAndRollBack', primary: true });
    const ended = sessionOf([explained()]);
    await run(ended);
    expect(page(ended).card?.buttons.map(({ action }) => action)).toEqual([
      'showTaskDefinition',
      'tailTask',
      'copyCause',
    ]);
  });

  it('of a world that is only played is not kept', async () => {
    await run(sessionOf([explained()], { keeps: false }));
    expect(store.all).toEqual([]);
  });
});
