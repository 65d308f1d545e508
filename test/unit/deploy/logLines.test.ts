import { describe, expect, it } from 'vitest';
import type { DeployEvent, LoggedLine } from '../../../src/core/deploy/event';
import { initialState, reduce } from '../../../src/core/deploy/reducer';
import type { DeployState } from '../../../src/core/deploy/state';
import { lastLines, LOG_LINES } from '../../../src/core/deploy/view/logLines';
import { message } from '../../../src/core/lib/message';
import { at, OURS, reference, rollout, service, STARTED, task } from './samples';

const connection = { id: 'c', kind: 'profile', profile: 'dev', region: 'eu-west-1', accountId: '1' } as const;
const start = initialState({ connection, clusterName: 'production', serviceName: 'web', startedAt: at(-60) });
const fold = (...events: readonly DeployEvent[]): DeployState => events.reduce(reduce, start);
const lines = (taskId: string, count: number): readonly LoggedLine[] =>
  Array.from({ length: count }, (_, index) => ({
    kind: 'line',
    at: at(index),
    taskId,
    container: 'app',
    text: `${taskId} ${index}`,
  }));
const logged = (taskId: string, count: number, more = 0): DeployEvent => ({
  type: 'logged',
  at: at(1),
  lines: lines(taskId, count),
  more,
});
const failed: DeployEvent = {
  type: 'observed',
  at: at(20),
  observation: {
    service: service([rollout(OURS, 42)]),
    tasks: [
      task('bad', 42, {
        startedBy: OURS,
        lastStatus: 'STOPPED',
        desiredStatus: 'STOPPED',
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'Essential container in task exited',
        stoppedAt: at(20),
        containers: [
          {
            name: 'app',
            image: 'web:2',
            lastStatus: 'STOPPED',
            health: 'UNKNOWN',
            hostPorts: [],
            exitCode: 1,
          },
        ],
      }),
    ],
  },
};
const resumed: DeployEvent = { type: 'resumed', at: STARTED, reference };
const texts = ({ logs }: Pick<DeployState, 'logs'>): readonly string[] =>
  (logs?.lines ?? []).map((line) => (line.kind === 'line' ? line.text : line.text.template));

describe('the lines of new tasks', () => {
  it('are kept in the order in which they come, with a number each and all of them counted', () => {
    const state = fold(resumed, logged('aaaaaa', 2), logged('bbbbbb', 1, 7));
    expect(texts(state)).toEqual(['aaaaaa 0', 'aaaaaa 1', 'bbbbbb 0']);
    expect(state.logs?.lines.map(({ n }) => n)).toEqual([0, 1, 9]);
    expect(state.logs?.told).toBe(10);
  });

  it('are bounded: the oldest go', () => {
    const state = fold(resumed, logged('aaaaaa', LOG_LINES), logged('bbbbbb', 5));
    expect(state.logs?.lines).toHaveLength(LOG_LINES);
    expect(texts(state)[0]).toBe('aaaaaa 5');
    expect(texts(state).at(-1)).toBe('bbbbbb 4');
    expect(state.logs?.told).toBe(LOG_LINES + 5);
  });

  it('stay where a task failed, however much the others write afterwards', () => {
    const id = failedId();
    const state = fold(resumed, logged(id, 50), failed, logged('bbbbbb', 500));
    const kept = texts(state).filter((text) => text.startsWith(id));
    expect(kept).toHaveLength(40);
    expect(kept.at(-1)).toBe(`${id} 49`);
    expect(state.logs?.lines).toHaveLength(LOG_LINES);
    expect(texts({ logs: lastLines(state, 60) ?? { lines: [], told: 0 } })).toEqual([
      ...kept,
      ...Array.from({ length: 20 }, (_, index) => `bbbbbb ${480 + index}`),
    ]);
  });

  it('may be sentences about the reading, and stay when the rollout ends', () => {
    const note: LoggedLine = { kind: 'note', at: at(1), text: message('n', 'live tail of {0}', '/ecs/web') };
    const end = { kind: 'succeeded', tone: 'success', title: message('v', 'Deployed') } as const;
    const state = fold(
      resumed,
      { type: 'logged', at: at(1), lines: [note] },
      { type: 'verdict', at: at(9), verdict: end },
    );
    expect(state.logs?.lines).toEqual([{ ...note, n: 0 }]);
  });
});

/** As the timeline names the task that fails. */
function failedId(): string {
  return fold(resumed, failed).rollout?.tasks[0]?.id ?? '';
}
