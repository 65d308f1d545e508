/** Numbers in [0, 1). */
export type Random = () => number;

/** Lines that a container of this kind might write; made anew each time. */
export type LineMaker = (random: Random, count: number) => string;

const pick = <T>(random: Random, items: readonly [T, ...T[]]): T =>
  items[Math.floor(random() * items.length)] ?? items[0];
const between = (random: Random, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));

/** Method, path, status and typical size of an answer. */
const REQUESTS = [
  ['GET', '/', 200, 5400],
  ['GET', '/', 200, 5400],
  ['GET', '/health', 200, 15],
  ['GET', '/products', 200, 9200],
  ['GET', '/products/42', 200, 3100],
  ['GET', '/assets/app.css', 304, 0],
  ['GET', '/cart', 200, 1800],
  ['POST', '/cart', 303, 0],
  ['GET', '/favicon.ico', 404, 146],
] as const;

const web: LineMaker = (random) => {
  const [method, path, status, size] = pick(random, REQUESTS);
  const address = `10.0.${between(random, 0, 3)}.${between(random, 4, 250)}`;
  return `${address} "${method} ${path} HTTP/1.1" ${status} ${size} ${between(random, 1, 85)}ms`;
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

const JOBS = ['resize-image', 'send-mail', 'rebuild-index', 'export-report'] as const;

/** Two lines for each job, its start and its end. */
const worker: LineMaker = (random, count) => {
  const number = Math.ceil(count / 2);
  const job = `job ${1000 + number} ${JOBS[number % JOBS.length] ?? JOBS[0]}`;
  if (count % 2 === 1) return `${job} started`;
  return `${job} done in ${between(random, 40, 900)} ms, ${between(random, 0, 30)} waiting`;
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
