import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/** What lives on the heap after garbage collection, in MB. */
export function heapMB() {
  collect();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}
