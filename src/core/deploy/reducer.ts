import { message, type Message } from '../lib/message';
import type { ConnectionInfo } from '../model/connection';
import { STAGES, type DeployEvent, type StageId, type WatchReference } from './event';
import { omit } from './omit';
import { planPending, type DeployPlan } from './plan';
import type { DeployState, RolloutView, StageState } from './state';
import { viewCause } from './view/cause';
import { headlineOf } from './view/headline';
import { addLines } from './view/logLines';
import { eventsAfter } from './view/serviceEvents';
import { viewRollout } from './view/rollout';

/** How many lines of build output a state holds. */
export const OUTPUT_LINES = 500;

/** A deployment of which nothing is known yet but where it goes. */
export function initialState(start: {
  readonly connection: ConnectionInfo;
  readonly clusterName: string;
  readonly serviceName: string;
  readonly targetName?: string;
  readonly startedAt: number;
}): DeployState {
  const stages = STAGES.map((id): StageState =>
    id === 'plan' ? { id, status: 'active', startedAt: start.startedAt } : { id, status: 'waiting' },
  );
  const state: DeployState = {
    ...start,
    phase: 'planning',
    headline: message('deploy.planning', 'Reading what runs now'),
    tone: 'neutral',
    stages,
    output: [],
    droppedOutput: 0,
    events: [],
  };
  return state;
}

/** Folds one event into the state; the same events give the same state. */
export function reduce(state: DeployState, event: DeployEvent): DeployState {
  const next = apply(state, event);
  return { ...next, ...headlineOf(next) };
}

function apply(state: DeployState, event: DeployEvent): DeployState {
  switch (event.type) {
    case 'planned':
      return {
        ...withPlanDone(state, event.plan, event.at),
        phase: 'review',
        plan: event.plan,
        oldRevision: event.plan.base,
      };
    case 'confirmed':
      return { ...state, phase: 'running' };
    case 'stageStarted':
      return {
        ...omit(state, 'progress'),
        ...stagesWith(state, event.stage, { status: 'active', startedAt: event.at }),
        phase: 'running',
      };
    case 'stageSkipped':
      return withStage(state, event.stage, { status: 'skipped', endedAt: event.at, note: event.note });
    case 'stageEnded':
      return {
        ...omit(state, 'progress'),
        ...stagesWith(state, event.stage, { status: 'done', endedAt: event.at, ...noted(event.note) }),
      };
    case 'output':
      return withOutput(state, event.stage, event.lines);
    case 'progress':
      return { ...state, progress: event.text };
    case 'imageConfirmed':
      return withImage(state, event);
    case 'registered':
      return { ...state, newRevision: event.revision, provenChanges: event.provenChanges };
    case 'updated':
      return { ...withReference(state, event.reference), ...clockAhead(state, event) };
    case 'resumed':
      return withResumed(withReference(state, event.reference), event.reference);
    case 'observed':
      return withObservation(state, event);
    case 'diagnosed':
      return { ...state, cause: viewCause(event.diagnosis) };
    case 'logged':
      return { ...state, logs: addLines(state, event.lines, event.more) };
    case 'hindrance':
      return withHindrance(state, event.text);
    case 'failed':
      return {
        ...omit(withStage(state, event.failure.stage, { status: 'failed', endedAt: event.at }), 'progress'),
        phase: 'ended',
        failure: event.failure,
        endedAt: event.at,
      };
    case 'verdict':
      return withVerdict(state, event);
  }
}

function noted(note: Message | undefined): { readonly note?: Message } {
  return note === undefined ? {} : { note };
}

function stagesWith(
  state: DeployState,
  id: StageId,
  change: Partial<StageState>,
): Pick<DeployState, 'stages'> {
  return { stages: state.stages.map((stage) => (stage.id === id ? { ...stage, ...change } : stage)) };
}

function withStage(state: DeployState, id: StageId, change: Partial<StageState>): DeployState {
  return { ...state, ...stagesWith(state, id, change) };
}

/** Done once all of it is known; one that is made again, because a fix was accepted, was made when it was first made. */
function withPlanDone(state: DeployState, plan: DeployPlan, at: number): DeployState {
  const making = state.stages.some(({ id, status }) => id === 'plan' && status === 'active');
  return making && !planPending(plan) ? withStage(state, 'plan', { status: 'done', endedAt: at }) : state;
}

function withOutput(state: DeployState, stage: 'build' | 'push', lines: readonly string[]): DeployState {
  const all = [...state.output, ...lines.map((text) => ({ stage, text }))];
  const dropped = Math.max(0, all.length - OUTPUT_LINES);
  return { ...state, output: all.slice(dropped), droppedOutput: state.droppedOutput + dropped };
}

function withImage(
  state: DeployState,
  { container, reference, digest }: DeployEvent & { readonly type: 'imageConfirmed' },
): DeployState {
  if (container === undefined) return { ...state, image: { reference, digest } };
  return { ...state, moreImages: [...(state.moreImages ?? []), { container, reference, digest }] };
}

function withReference(state: DeployState, reference: WatchReference): DeployState {
  const { oldRevision, newRevision } = reference;
  return { ...state, reference, newRevision, ...(oldRevision === undefined ? {} : { oldRevision }) };
}

/** Later than any call takes: what is more than that is the clocks' difference. */
const ANSWER_MS = 3000;

/** The answer to our own update tells both times of one moment: ECS's of the rollout, and ours of the answer. */
function clockAhead(
  { reference, phase }: DeployState,
  { at, reference: { startedAt } }: DeployEvent & { readonly type: 'updated' },
): Pick<DeployState, 'clockAhead'> {
  if (reference !== undefined || phase !== 'running' || at - startedAt < ANSWER_MS) return {};
  return { clockAhead: at - startedAt };
}

/** A state that begins in the middle: what came before the rollout is not known here, but it did happen. */
function withResumed(state: DeployState, reference: WatchReference): DeployState {
  const stages = state.stages.map((stage): StageState => {
    if (stage.id === 'rollout') return { ...stage, status: 'active', startedAt: reference.startedAt };
    return stage.status === 'waiting' || stage.status === 'active' ? { id: stage.id, status: 'done' } : stage;
  });
  return { ...state, stages, phase: 'running' };
}

function withObservation(
  state: DeployState,
  event: DeployEvent & { readonly type: 'observed' },
): DeployState {
  if (state.reference === undefined) return state;
  const rollout = viewRollout(
    state.rollout,
    state.reference,
    event.observation,
    event.at - (state.clockAhead ?? 0),
  );
  const events = eventsAfter(state.reference, event.observation.service?.events ?? [], state.events);
  return { ...state, rollout, events };
}

function withHindrance(state: DeployState, text: Message | undefined): DeployState {
  const { rollout } = state;
  if (rollout === undefined)
    return { ...omit(state, 'progress'), ...(text === undefined ? {} : { progress: text }) };
  const clear = omit(rollout, 'hindrance');
  return { ...state, rollout: text === undefined ? clear : { ...clear, hindrance: text } };
}

function withVerdict(state: DeployState, event: DeployEvent & { readonly type: 'verdict' }): DeployState {
  const { kind } = event.verdict;
  const stages = state.stages.map((stage): StageState => {
    if (stage.status !== 'active') return stage;
    if (kind === 'succeeded') return { ...stage, status: 'done', ...rolloutTimes(state, event) };
    const status = event.verdict.tone === 'failure' ? 'failed' : 'skipped';
    return { ...stage, status, endedAt: event.at };
  });
  // What failed on the way to a success is in the timeline; nothing is left to explain.
  const rest = kind === 'succeeded' ? omit(state, 'progress', 'cause') : omit(state, 'progress');
  const rollout = state.rollout === undefined ? {} : { rollout: settled(state.rollout) };
  return { ...rest, ...rollout, stages, phase: 'ended', verdict: event.verdict, endedAt: event.at };
}

/** As the title says it: from AWS's beginning to AWS's end, where AWS told both. */
function rolloutTimes(
  { reference }: DeployState,
  { at, verdict: { endedAt } }: DeployEvent & { readonly type: 'verdict' },
): Pick<StageState, 'startedAt' | 'endedAt'> {
  return reference === undefined || endedAt === undefined
    ? { endedAt: at }
    : { startedAt: reference.startedAt, endedAt };
}

/** Nothing is waited for any more, and nothing stands in the way. */
function settled(rollout: RolloutView): RolloutView {
  return omit(rollout, 'waitingFor', 'hindrance');
}
