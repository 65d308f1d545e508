import { test as base } from '@playwright/test';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { freshEditorFolder, startEditor } from '../../support/editor.mjs';
import { ensureBaseImage, findEngine } from '../../support/engine.mjs';
import { packageFile } from '../../support/package.mjs';
import { sandboxProfile, startSandbox } from '../../support/sandboxProcess.mjs';
import { makeWorkspace } from '../../support/workspace.mjs';
import { extensionLog } from './extensionLog';
import { Workbench } from './workbench';

/** A container engine on which the sample app can be built. */
export interface Engine {
  readonly env: NodeJS.ProcessEnv;
}

/** One editor with the packaged extension and a sandbox behind it, for all tests of a file's worker. */
export interface World {
  readonly url: string;
  /** The open folder: a copy of the sample app. */
  readonly workspace: string;
  /** Where the editor keeps user settings, extensions and logs. */
  readonly dataDir: string;
  /** The sandbox, as a profile for other clients too. */
  readonly env: NodeJS.ProcessEnv;
  readonly endpoint: string;
  readonly region: string;
  readonly engine: Engine | undefined;
}

/** What a file may ask for with `test.use`; each combination gets an editor of its own. */
export interface WorldOptions {
  /** How much faster the sandbox's time runs. With 1 its clock is that of the editor. */
  readonly timeScale: number;
  /** The world that the sandbox begins with; large ones act their tasks out. */
  readonly seed: string;
  /** Without one there is no profile at all, as on a new machine. */
  readonly profile: boolean;
}

interface WorkerFixtures extends WorldOptions {
  readonly engine: Engine | undefined;
  readonly world: World;
}

interface TestFixtures {
  readonly workbench: Workbench;
  /** Keeps the end of the extension's log with a test that fails. */
  readonly keptLog: undefined;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

export const test = base.extend<TestFixtures, WorkerFixtures>({
  engine: [
    async ({}, use) => {
      const engine = await findEngine({ say });
      try {
        const ready = engine !== undefined && (await ensureBaseImage({ env: engine.env, say }));
        await use(ready ? engine : undefined);
      } finally {
        await engine?.dispose();
      }
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  timeScale: [1, { option: true, scope: 'worker' }],
  seed: ['demo', { option: true, scope: 'worker' }],
  profile: [true, { option: true, scope: 'worker' }],

  world: [
    async ({ engine, timeScale, seed, profile }, use, info) => {
      const vsix = packageFile();
      if (!existsSync(vsix)) throw new Error(`${vsix} is not there: run "npm run package" first.`);
      const dataDir = freshEditorFolder(`outside-${info.workerIndex}`);
      const workspace = path.join(dataDir, 'workspace');
      await makeWorkspace(workspace, profile ? { 'quayside.profile': 'sandbox' } : {});
      const sandbox = await startSandbox({
        args: [
          ...['--seed', seed, '--time-scale', String(timeScale)],
          ...(engine === undefined || seed !== 'demo' ? ['--no-docker'] : []),
        ],
        ...(engine === undefined ? {} : { env: engine.env }),
        log: path.join(dataDir, 'sandbox.log'),
      });
      try {
        const env = sandboxProfile(path.join(dataDir, 'aws'), sandbox.ready, engine?.env);
        const nowhere = path.join(dataDir, 'no-aws');
        const noProfile = { ...env, AWS_CONFIG_FILE: nowhere, AWS_SHARED_CREDENTIALS_FILE: nowhere };
        const editor = await startEditor({
          dataDir,
          workspace,
          packages: [vsix],
          env: profile ? env : noProfile,
          settings: { 'workbench.colorTheme': 'Default Dark Modern' },
        });
        try {
          await use({
            url: editor.url,
            workspace,
            dataDir,
            env,
            endpoint: sandbox.ready.endpoint,
            region: sandbox.ready.region,
            engine,
          });
        } finally {
          await editor.dispose();
        }
      } finally {
        await sandbox.dispose();
      }
    },
    { scope: 'worker', timeout: 180_000 },
  ],

  keptLog: [
    async ({ world }, use, info) => {
      await use(undefined);
      if (info.status === info.expectedStatus) return;
      const lines = extensionLog(world).slice(-200);
      await info.attach('Quayside.log', { body: lines.join('\n'), contentType: 'text/plain' });
    },
    { auto: true },
  ],

  workbench: async ({ page, world }, use) => {
    const workbench = new Workbench(page);
    await workbench.open(world.url);
    await use(workbench);
  },
});

export { expect } from '@playwright/test';
