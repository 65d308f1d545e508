/** Numbers in [0, 1). */
export type Random = () => number;

/** Lines that a container of this kind might write; made anew each time. */
export type LineMaker = (random: Random, count: number) => string;

const pick = <T>(random: Random, items: readonly [T, ...T[]]): T =>
  items[Math.floor(random() * items.length)] ?? items[0];
const between = (random: Random, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));

const web: LineMaker = (random) => {
  const method = pick(random, ['GET', 'GET', 'GET', 'GET', 'POST']);
  const path = pick(random, [
    '/',
    '/health',
    '/products',
    '/products/42',
    '/cart',
    '/assets/app.css',
    '/login',
  ]);
  const status = pick(random, [200, 200, 200, 200, 200, 204, 304, 404]);
  const address = `10.0.${between(random, 0, 3)}.${between(random, 4, 250)}`;
  return `${address} "${method} ${path} HTTP/1.1" ${status} ${between(random, 120, 9800)} ${between(random, 1, 85)}ms`;
};

const api: LineMaker = (random) => {
  const route = pick(random, [
    'GET /v1/orders',
    'POST /v1/orders',
    'GET /v1/prices',
    'GET /healthz',
    'PUT /v1/items',
  ]);
  const level = random() < 0.05 ? 'WARN' : 'INFO';
  const tail = level === 'WARN' ? ' slow query' : '';
  return `level=${level} route="${route}" status=200 took=${between(random, 2, 240)}ms${tail}`;
};

const worker: LineMaker = (random, count) => {
  const job = pick(random, ['resize-image', 'send-mail', 'rebuild-index', 'export-report']);
  const id = between(random, 10_000, 99_999);
  if (count % 2 === 0) return `job ${id} ${job} started`;
  return `job ${id} ${job} done in ${between(random, 40, 2400)} ms, ${between(random, 0, 30)} waiting`;
};

const sidecar: LineMaker = (random, count) =>
  count % 10 === 0
    ? 'info flushed buffers'
    : `info forwarded ${between(random, 3, 60)} records, ${between(random, 0, 4)} retried`;

const plain: LineMaker = (random, count) => `tick ${count}, load ${(random() * 2).toFixed(2)}`;

const KINDS: readonly (readonly [RegExp, LineMaker])[] = [
  [/envoy|proxy|sidecar|agent|otel|collector|fluent|router|xray/, sidecar],
  [/worker|job|queue|consumer|batch|cron|scheduler/, worker],
  [/api|backend|orders|payments|auth/, api],
  [/web|front|site|shop|nginx|http|ui/, web],
];

/** What a container writes, judged by its own name first and by its task's family second. */
export function lineMakerFor(container: string, family: string): LineMaker {
  for (const name of [container, family]) {
    const kind = KINDS.find(([pattern]) => pattern.test(name));
    if (kind !== undefined) return kind[1];
  }
  return plain;
}
