import { beforeEach, describe, expect, it } from 'vitest';
import { formatMessage } from '../../../../src/core/lib/message';
import {
  EvidenceStore,
  KEPT_EXPLANATIONS,
  KEPT_SIZE,
  KEPT_TOTAL,
  type KeptExplanation,
} from '../../../../src/ui/explain/evidenceStore';
import { missingVariable, notRecognised } from '../../../support/causes';
import { MemoryMemento } from './memento';

const ARN = 'arn:aws:ecs:eu-west-1:123456789012';
const task = (id: number): string => `${ARN}:task/production/${id}`;

let memento: MemoryMemento;
let store: EvidenceStore;

beforeEach(() => {
  memento = new MemoryMemento();
  store = new EvidenceStore(memento);
});

const kept = (more: Partial<KeptExplanation> = {}): KeptExplanation => ({
  connectionId: 'shop-prod/eu-west-1',
  clusterArn: `${ARN}:cluster/production`,
  serviceArn: `${ARN}:service/production/shop-web`,
  taskDefinitionArn: `${ARN}:task-definition/shop-web:42`,
  at: 1000,
  tasks: [task(1)],
  cause: missingVariable([task(1)]),
  ...more,
});

describe('what is kept of explanations', () => {
  it('is found by task and by service, by another window too, and says why in a sentence', async () => {
    await store.keep(kept());
    const later = new EvidenceStore(memento);
    const { connectionId, serviceArn = '' } = kept();
    expect(later.find({ connectionId, taskArn: task(1) })?.at).toBe(1000);
    expect(later.find({ connectionId, serviceArn })?.at).toBe(1000);
    const sentence = later.sentence(connectionId, task(1));
    expect(sentence && formatMessage(sentence)).toContain('exit code 1');
    expect(later.find({ connectionId, taskArn: task(2) })).toBeUndefined();
  });

  it('belongs to its connection', async () => {
    await store.keep(kept());
    expect(store.find({ connectionId: 'other', taskArn: task(1) })).toBeUndefined();
  });

  it('is one entry for one failure, with all tasks that died of it, the newest words', async () => {
    await store.keep(kept());
    await store.keep(kept({ at: 2000, tasks: [task(2)] }));
    expect(store.all).toHaveLength(1);
    expect(store.all[0]).toMatchObject({ at: 2000, tasks: [task(2), task(1)] });
    await store.keep(kept({ taskDefinitionArn: `${ARN}:task-definition/shop-web:43` }));
    await store.keep(kept({ cause: notRecognised([task(1)]) }));
    expect(store.all).toHaveLength(3);
  });

  it('is the newest fifty', async () => {
    for (let id = 0; id < KEPT_EXPLANATIONS + 5; id += 1)
      await store.keep(kept({ at: id, serviceArn: `service/${id}`, tasks: [task(id)] }));
    expect(store.all).toHaveLength(KEPT_EXPLANATIONS);
    expect([store.all[0]?.at, store.all.at(-1)?.at]).toEqual([KEPT_EXPLANATIONS + 4, 5]);
  });

  it('is bounded: what is too large loses lines before it loses the cause', async () => {
    const cause = missingVariable([task(1)]);
    const [first] = cause.causes;
    if (first === undefined) throw new Error('There is no cause');
    const lines = Array.from({ length: 20 }, () => 'x'.repeat(5000));
    await store.keep(kept({ cause: { causes: [{ ...first, log: { lines } }] } }));
    expect(JSON.stringify(store.all[0]).length).toBeLessThanOrEqual(KEPT_SIZE);
    expect(store.all[0]?.cause.causes).toMatchObject([{ id: first.id }]);
    expect(store.all[0]?.cause.causes[0]?.log).toBeUndefined();
    const many = Array.from({ length: 5000 }, (_, id) => task(id));
    await store.keep(kept({ tasks: many }));
    expect(store.all[0]?.tasks).toHaveLength(100);
  });

  it('is bounded as a whole: the oldest make room for long ones', async () => {
    const cause = missingVariable([task(1)]);
    const [first] = cause.causes;
    if (first === undefined) throw new Error('There is no cause');
    const log = { lines: Array.from({ length: 20 }, () => 'x'.repeat(1500)) };
    for (let id = 0; id < 20; id += 1)
      await store.keep(kept({ at: id, serviceArn: `service/${id}`, cause: { causes: [{ ...first, log }] } }));
    expect(JSON.stringify(store.all).length).toBeLessThanOrEqual(KEPT_TOTAL + KEPT_EXPLANATIONS);
    expect(store.all[0]?.at).toBe(19);
    expect(store.all.length).toBeGreaterThan(5);
  });

  it('tells those who listen, and is nothing where something else was stored', async () => {
    const told: number[] = [];
    store.onDidChange(({ at }) => told.push(at));
    await store.keep(kept());
    expect(told).toEqual([1000]);
    await memento.update('explanations', { version: 0, entries: [kept()] });
    expect(store.all).toEqual([]);
  });
});
