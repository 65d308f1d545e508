import type { ProbeResult } from '../engine/probe';

/** How an acted container ends or misbehaves; decided by a word in its image's tag. */
export interface ActedScenario {
  /** Ends by itself: after `afterMs` of the world's time with this code, after writing `lines`. */
  readonly exit?: {
    readonly afterMs: number;
    readonly code: number;
    readonly reason?: string;
    readonly lines: readonly string[];
  };
  /** Its health check fails. */
  readonly unhealthy?: boolean;
  /** What the checks of its target groups get. */
  readonly answers?: ProbeResult;
  /** Does not listen to SIGTERM. */
  readonly stubborn?: boolean;
}

const HEALTHY: ActedScenario = {};

const BY_WORD: Readonly<Record<string, ActedScenario>> = {
  broken: {
    exit: {
      afterMs: 2000,
      code: 1,
      lines: [
        'starting',
        'reading configuration',
        'Error: connect ECONNREFUSED 10.0.2.17:5432',
        '    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)',
        'fatal: the database cannot be reached, giving up',
      ],
    },
  },
  oom: {
    exit: {
      afterMs: 8000,
      code: 137,
      reason: 'OutOfMemoryError: Container killed due to memory usage',
      lines: ['starting', 'loading the whole catalogue into memory'],
    },
  },
  unset: {
    exit: {
      afterMs: 1000,
      code: 1,
      lines: [
        'starting',
        'Error: DATABASE_URL is not set',
        '    at readConfiguration (/app/config.js:12:11)',
      ],
    },
  },
  http404: { answers: { kind: 'answer', status: 404 } },
  http500: { answers: { kind: 'answer', status: 500 } },
  /** Nothing but the exit code says anything. */
  killed: { exit: { afterMs: 3000, code: 137, lines: ['starting'] } },
  usage: {
    exit: {
      afterMs: 800,
      code: 2,
      lines: ["app: unrecognized option '--listne=8080'", "Try 'app --help' for more information."],
    },
  },
  closed: { exit: { afterMs: 500, code: 126, lines: ['/bin/sh: /app/start.sh: Permission denied'] } },
  typo: { exit: { afterMs: 500, code: 127, lines: ['/app/start.sh: line 4: gunicron: not found'] } },
  abort: {
    exit: {
      afterMs: 2500,
      code: 134,
      lines: ['starting', "app: cache.cc:88: void Cache::open(): Assertion `fd >= 0' failed."],
    },
  },
  segfault: { exit: { afterMs: 2500, code: 139, lines: ['starting', 'loading libimage.so'] } },
  heap: {
    exit: {
      afterMs: 6000,
      code: 134,
      lines: [
        'starting',
        '[1:0x7f3c] 5821 ms: Mark-Compact 253.1 (259.0) -> 252.8 (259.2) MB, last resort',
        'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
      ],
    },
  },
  hangs: { answers: { kind: 'timeout' } },
  elsewhere: { answers: { kind: 'zone' } },
  deaf: { answers: { kind: 'refused' } },
  finished: { exit: { afterMs: 4000, code: 0, lines: ['starting', 'nothing to do', 'bye'] } },
  exec: {
    exit: { afterMs: 500, code: 255, lines: ['exec /usr/local/bin/app: exec format error'] },
  },
  unhealthy: { unhealthy: true },
  stubborn: { stubborn: true },
};

/** `broken`, `v3-broken` and `broken.2` all mean `broken`; tags without such a word mean a container that just runs. */
export function scenarioOf(tags: readonly string[]): ActedScenario {
  for (const word of tags.flatMap((tag) => tag.split(/[-._]/))) {
    if (Object.hasOwn(BY_WORD, word)) return BY_WORD[word] ?? HEALTHY;
  }
  return HEALTHY;
}
