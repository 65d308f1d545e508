// What the largest world of the sandbox costs: clients can only be held to budgets that it keeps itself.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { buildBundles } from '../support/build.mjs';
import { WORK } from '../support/paths.mjs';
import { startSandbox } from '../support/sandboxProcess.mjs';

const STARTS = 3;
const CALLS = 600;
/** Calls before the first that counts. */
const WARM_UP = 100;

export const about = `The world "huge" (5,000 services, 50,000 tasks): median of ${STARTS} starts, ${CALLS} calls of DescribeServices with 10 services each.`;

export async function run({ say }) {
  await buildBundles('production');
  const starts = [];
  const resident = [];
  let waits = [];
  for (let index = 0; index < STARTS; index += 1) {
    const begun = performance.now();
    const log = path.join(WORK, 'logs', 'bench-sandbox.log');
    const { ready, dispose } = await startSandbox({ args: ['--no-docker', '--seed', 'huge'], log });
    starts.push((performance.now() - begun) / 1000);
    try {
      if (index === 0) waits = await describe(ready.endpoint);
      resident.push(residentMB(ready.pid));
    } finally {
      await dispose();
    }
    say(`start ${index + 1}: ${starts.at(-1).toFixed(2)} s`);
  }
  return {
    'huge.startS': round(median(starts)),
    'huge.rssMB': round(Math.max(...resident)),
    'huge.describe10P95Ms': round(waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.95)]),
    'huge.describe10MedianMs': round(median(waits)),
  };
}

/** Every answer in milliseconds, one call after the other, over one connection. */
async function describe(endpoint) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const call = (operation, input) => post(endpoint, agent, operation, input);
  const arns = [];
  let nextToken;
  do {
    const page = await call('ListServices', { cluster: 'main', maxResults: 100, nextToken });
    arns.push(...page.serviceArns);
    nextToken = page.nextToken;
  } while (nextToken);
  const waits = [];
  for (let index = 0; index < WARM_UP + CALLS; index += 1) {
    const services = Array.from(
      { length: 10 },
      (_unused, one) => arns[(index * 97 + one * 13) % arns.length],
    );
    const begun = performance.now();
    const answer = await call('DescribeServices', { cluster: 'main', services });
    if (answer.services.length !== 10) throw new Error('DescribeServices did not answer with ten services');
    if (index >= WARM_UP) waits.push(performance.now() - begun);
  }
  agent.destroy();
  return waits;
}

function post(endpoint, agent, operation, input) {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}`,
  };
  return new Promise((resolve, reject) => {
    const request = http.request(endpoint, { method: 'POST', agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(JSON.stringify(input));
  });
}

/** As the kernel counts it. */
function residentMB(pid) {
  const status = `/proc/${pid}/status`;
  if (!fs.existsSync(status)) throw new Error('Memory is measured on Linux only');
  return Number(/VmRSS:\s+(\d+) kB/.exec(fs.readFileSync(status, 'utf8'))?.[1]) / 1024;
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const round = (value) => Math.round(value * 100) / 100;
