// Times what the editor does when it activates an extension, once it has nothing else to do.
const fs = require('node:fs');
const path = require('node:path');
const { performance } = require('node:perf_hooks');
const vscode = require('vscode');

const OURS = 'quayside.quayside-ecs';
const EMPTY = 'quayside-bench.empty';

exports.activate = () => {
  setTimeout(() => {
    void measure()
      .catch((error) => ({ error: error.stack }))
      .then((sample) => {
        const file = process.env.QUAYSIDE_BENCH_REPORT;
        fs.writeFileSync(`${file}.part`, JSON.stringify(sample));
        fs.renameSync(`${file}.part`, file);
      });
  }, 1500);
};

async function measure() {
  // The first activation of all pays for the editor's own code.
  await timed('quayside-bench.warm');
  // Which of the two comes first changes from start to start.
  const order = process.pid % 2 === 0 ? [OURS, EMPTY] : [EMPTY, OURS];
  const times = {};
  for (const id of order) times[id] = await timed(id);
  return { oursMs: times[OURS], emptyMs: times[EMPTY], loadedBytes: loadedBytes() };
}

async function timed(id) {
  const extension = vscode.extensions.getExtension(id);
  if (!extension) throw new Error(`${id} is not installed`);
  if (extension.isActive) throw new Error(`${id} is active before it was asked for`);
  const began = performance.now();
  await extension.activate();
  return performance.now() - began;
}

/** The size of those files of ours that are loaded now. */
function loadedBytes() {
  const root = vscode.extensions.getExtension(OURS).extensionPath + path.sep;
  return Object.keys(require.cache)
    .filter((file) => file.startsWith(root + 'dist' + path.sep))
    .reduce((sum, file) => sum + fs.statSync(file).size, 0);
}
