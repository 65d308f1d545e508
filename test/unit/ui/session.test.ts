import { describe, expect, it } from 'vitest';
import { DEFAULT_DEPLOY_OPTIONS, type DeployDeps } from '../../../src/core/deploy/deps';
import type { PreparedDeploy } from '../../../src/core/deploy/engine';
import type { DeployEvent } from '../../../src/core/deploy/event';
import type { DeployPlan } from '../../../src/core/deploy/plan';
import { initialState } from '../../../src/core/deploy/reducer';
import type { DeployTarget } from '../../../src/core/deploy/target';
import { QuaysideError } from '../../../src/core/lib/errors';
import { silentLogger } from '../../../src/core/lib/logger';
import { formatMessage, message } from '../../../src/core/lib/message';
import { DeploymentSession, type Engine, type SessionOptions } from '../../../src/ui/deployment/session';
import { deployStates, reference } from '../../support/deployStates';

const target: DeployTarget = {
  cluster: 'production',
  service: 'shop-web',
  source: { kind: 'image', image: 'shop-web:1' },
};

/** Blocks until the signal fires, as an engine does that is at work. */
const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });

/** Only the engine looks into them. */
const NO_FACTS = {} as PreparedDeploy['facts'];

const prepared = (plan: DeployPlan): PreparedDeploy => ({
  plan,
  facts: NO_FACTS,
  accept: (fix, accepted) =>
    prepared({
      ...plan,
      checks: plan.checks.map((check) =>
        check.fix?.id === fix ? { ...check, fix: { ...check.fix, accepted } } : check,
      ),
    }),
});

const verdict = (kind: 'succeeded' | 'cancelled' | 'watchEnded'): DeployEvent => ({
  type: 'verdict',
  at: 900,
  verdict: { kind, tone: kind === 'succeeded' ? 'success' : 'neutral', title: message('v', kind) },
});

/** An engine that does what a test says; the parts not given would be a mistake to call. */
function engineOf(parts: Partial<Engine>): Engine {
  const unexpected = (): never => {
    throw new Error('The session should not have asked for this');
  };
  return {
    planDeploy: () => Promise.resolve(prepared(deployStates.planOk.plan as DeployPlan)),
    runDeploy: unexpected,
    watchRollout: unexpected,
    stopAndRollBack: unexpected,
    resumeDeploy: unexpected,
    resumable: false,
    drop: unexpected,
    release: () => undefined,
    ...parts,
  };
}

function sessionWith(
  parts: Partial<Engine>,
  state = initialState({ ...deployStates.planning, startedAt: 0 }),
  more: Partial<SessionOptions> = {},
) {
  const session = new DeploymentSession({
    id: 'one',
    engine: engineOf(parts),
    // The engine above uses no connection and runs no program.
    deps: {
      clock: { now: () => 1000, sleep: () => Promise.resolve() },
      logger: silentLogger,
      options: DEFAULT_DEPLOY_OPTIONS,
    } as unknown as DeployDeps,
    state,
    explain: (error) => ({ what: `Explained ${error.code}.`, next: 'Do this.' }),
    ...more,
  });
  const seen: string[] = [];
  session.onDidChange((event) => seen.push(event?.type ?? 'other'));
  return { session, seen };
}

describe('a deployment session', () => {
  it('makes a plan and waits for the person', async () => {
    const { session, seen } = sessionWith({});
    await session.plan(target);
    expect(session.state.phase).toBe('review');
    expect(seen).toEqual(['planned']);
  });

  it('does what was confirmed and folds what happens', async () => {
    const { session, seen } = sessionWith({
      async *runDeploy() {
        yield { type: 'stageStarted', at: 1, stage: 'build' };
        yield { type: 'output', at: 2, stage: 'build', lines: ['one', 'two'] };
        yield await Promise.resolve(verdict('succeeded'));
      },
    });
    await session.plan(target);
    await session.confirm();
    expect(seen).toEqual(['planned', 'confirmed', 'stageStarted', 'output', 'verdict']);
    expect(session.state.verdict?.kind).toBe('succeeded');
    expect(session.state.output.map(({ text }) => text)).toEqual(['one', 'two']);
  });

  it('cannot be confirmed twice', async () => {
    let runs = 0;
    const { session } = sessionWith({
      async *runDeploy() {
        runs += 1;
        yield await Promise.resolve(verdict('succeeded'));
      },
    });
    await session.plan(target);
    await Promise.all([session.confirm(), session.confirm()]);
    expect(runs).toBe(1);
  });

  it('takes up what the person accepts, and the plan runs with it', async () => {
    const plans: DeployPlan[] = [];
    const { session } = sessionWith({
      planDeploy: () => Promise.resolve(prepared(deployStates.planBlocked.plan as DeployPlan)),
      async *runDeploy({ plan }) {
        plans.push(plan);
        yield await Promise.resolve(verdict('succeeded'));
      },
    });
    await session.plan(target);
    session.accept('createRepository', true);
    expect(formatMessage(session.state.headline)).toBe('Ready to deploy');
    await session.confirm();
    expect(plans[0]?.checks.some(({ fix }) => fix?.accepted === true)).toBe(true);
  });

  it('shows a draft while checks run, cannot deploy it, and keeps what was accepted in it', async () => {
    let answer: (value: PreparedDeploy) => void = () => undefined;
    const ready = deployStates.planBlocked.plan as DeployPlan;
    const checking: DeployPlan = {
      ...ready,
      checks: [{ id: 'pending:newest', level: 'pending', text: message('c', 'Looking…') }, ...ready.checks],
    };
    const runs: DeployPlan[] = [];
    const { session, seen } = sessionWith({
      planDeploy(_target, _deps, _signal, onDraft) {
        onDraft(prepared(checking));
        return new Promise((resolve) => (answer = resolve));
      },
      async *runDeploy({ plan }) {
        runs.push(plan);
        yield await Promise.resolve(verdict('succeeded'));
      },
    });
    const planning = session.plan(target);
    session.accept('createRepository', true);
    expect(session.state.phase).toBe('review');
    expect(formatMessage(session.state.headline)).toBe('Checking what could keep it from starting');
    expect(session.state.stages[0]?.status).toBe('active');
    await session.confirm();
    expect(runs).toEqual([]);
    answer(prepared(ready));
    await planning;
    expect(formatMessage(session.state.headline)).toBe('Ready to deploy');
    expect(session.state.stages[0]?.status).toBe('done');
    await session.confirm();
    expect(runs[0]?.checks.some(({ fix }) => fix?.accepted === true)).toBe(true);
    expect(seen).toEqual(['planned', 'planned', 'planned', 'confirmed', 'verdict']);
  });

  it('shows no draft that comes after it was cancelled', () => {
    let draft: (value: PreparedDeploy) => void = () => undefined;
    const { session, seen } = sessionWith({
      planDeploy(_target, _deps, _signal, onDraft) {
        draft = onDraft;
        return new Promise(() => undefined);
      },
    });
    void session.plan(target);
    session.cancel();
    draft(prepared(deployStates.planOk.plan as DeployPlan));
    expect(session.state.plan).toBeUndefined();
    expect(seen).toEqual(['verdict']);
  });

  it('explains why no plan can be made, with the next step and what is left', async () => {
    const { session } = sessionWith({
      planDeploy: () => Promise.reject(new QuaysideError('accessDenied', 'ecs:DescribeServices is denied')),
    });
    await session.plan(target);
    const { failure, phase } = session.state;
    expect(phase).toBe('ended');
    expect(failure?.advice && formatMessage(failure.advice)).toBe('Explained accessDenied. Do this.');
    expect(failure?.quote).toContain('ecs:DescribeServices');
    expect(failure && formatMessage(failure.left)).toBe('Nothing was changed.');
    expect(session.problem).toBe('accessDenied');
  });

  it('leaves it to its owner to ask for a container', async () => {
    const { session } = sessionWith({
      planDeploy: () =>
        Promise.reject(
          new QuaysideError('containerNotFound', 'Which?', { details: { candidates: ['a', 'b'] } }),
        ),
    });
    await expect(session.plan(target)).rejects.toMatchObject({ code: 'containerNotFound' });
  });

  it('is cancelled while planning, and a late plan changes nothing', async () => {
    let answer: (value: PreparedDeploy) => void = () => undefined;
    const { session } = sessionWith({ planDeploy: () => new Promise((resolve) => (answer = resolve)) });
    const planning = session.plan(target);
    session.cancel();
    answer(prepared(deployStates.planOk.plan as DeployPlan));
    await planning;
    expect(session.state.verdict?.kind).toBe('cancelled');
  });

  it('stops the engine when it is cancelled, which tells what is left', async () => {
    const { session } = sessionWith({
      async *runDeploy(_prepared, _deps, signal) {
        yield { type: 'stageStarted', at: 1, stage: 'build' };
        await untilAborted(signal);
        yield verdict('cancelled');
      },
    });
    await session.plan(target);
    const running = session.confirm();
    await Promise.resolve();
    session.cancel();
    await running;
    expect(session.state.verdict?.kind).toBe('cancelled');
  });

  it('has ended when the engine breaks, and says what of it goes on', async () => {
    const broken = (): AsyncIterable<DeployEvent> => ({
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.reject(new QuaysideError('conflict', 'Another window has this deployment')),
      }),
    });
    const { session } = sessionWith({ runDeploy: broken, watchRollout: broken });
    await session.plan(target);
    await session.confirm();
    expect(session.state).toMatchObject({
      phase: 'ended',
      failure: { code: 'conflict', left: { id: 'session.leftUnclear' } },
    });
    await session.watch(reference);
    expect(session.state).toMatchObject({
      phase: 'ended',
      verdict: { kind: 'interrupted', title: { id: 'session.watchBroke' } },
    });
  });

  it('watches a rollout, stops watching, and watches again', async () => {
    let watches = 0;
    const { session } = sessionWith({
      async *watchRollout(_reference, _deps, signal) {
        watches += 1;
        if (watches === 1) {
          await untilAborted(signal);
          yield verdict('watchEnded');
        } else {
          yield verdict('succeeded');
        }
      },
    });
    const first = session.watch(reference);
    expect(session.state.phase).toBe('running');
    session.cancel();
    await first;
    expect(session.state.verdict?.kind).toBe('watchEnded');
    await session.watch(reference);
    expect(session.state.verdict?.kind).toBe('succeeded');
  });

  it('asks once for a roll back and goes on watching', async () => {
    let asked = 0;
    let done: () => void = () => undefined;
    const { session } = sessionWith({
      async *watchRollout() {
        await new Promise<void>((resolve) => (done = resolve));
        yield verdict('succeeded');
      },
      stopAndRollBack: () => {
        asked += 1;
        return Promise.resolve({ kind: 'requested' });
      },
    });
    const watching = session.watch(reference);
    await Promise.all([session.stopAndRollBack(), session.stopAndRollBack()]);
    expect(asked).toBe(1);
    expect(session.stopping).toBe(true);
    done();
    await watching;
    expect(session.stopping).toBe(false);
  });

  it('can be asked again when a roll back was refused', async () => {
    const { session } = sessionWith({
      async *watchRollout(_reference, _deps, signal) {
        await untilAborted(signal);
        yield verdict('watchEnded');
      },
      stopAndRollBack: () => Promise.reject(new QuaysideError('accessDenied', 'No')),
    });
    const watching = session.watch(reference);
    await expect(session.stopAndRollBack()).rejects.toMatchObject({ code: 'accessDenied' });
    expect(session.stopping).toBe(false);
    session.cancel();
    await watching;
  });

  it('knows what is in the way until it is gone', async () => {
    const { session, seen } = sessionWith({
      async *watchRollout() {
        yield { type: 'resumed', at: 1, reference };
        yield { type: 'hindrance', at: 1, text: message('h', 'Signed out'), code: 'expiredCredentials' };
        expect(session.problem).toBe('expiredCredentials');
        yield { type: 'hindrance', at: 2 };
        expect(session.problem).toBeUndefined();
        yield await Promise.resolve(verdict('succeeded'));
      },
    });
    await session.watch(reference);
    expect(seen).toEqual(['resumed', 'hindrance', 'hindrance', 'verdict']);
  });
});

describe('the lines of the new tasks', () => {
  it('are read while somebody looks, and what waits is told before the verdict', async () => {
    const looked: string[] = [];
    const { session, seen } = sessionWith(
      {
        async *watchRollout() {
          session.attend(true);
          yield await Promise.resolve(verdict('succeeded'));
        },
      },
      undefined,
      {
        readLines: (tell) => ({
          attend: (looking, { phase }) => void looked.push(`${phase} ${looking ? 'watched' : 'alone'}`),
          flush: () => tell([{ kind: 'line', at: 1, taskId: 'a', container: 'app', text: 'last words' }], 0),
        }),
      },
    );
    await session.watch(reference);
    expect([...new Set(looked)]).toEqual(['running alone', 'running watched', 'ended watched']);
    expect(seen).toEqual(['resumed', 'logged', 'verdict']);
    expect(session.state.logs?.told).toBe(1);
  });

  it('are not waited for after the window', () => {
    const looked: boolean[] = [];
    const { session } = sessionWith({}, undefined, {
      readLines: () => ({ attend: (looking) => void looked.push(looking), flush: () => undefined }),
    });
    session.abandon();
    expect(looked.at(0)).toBe(false);
  });
});
