// Who may import whom: docs/architecture.md, section 1. Checked on resolved files by `npm run rooms`.

/** What each room under src may import besides itself; `core/lib` is open to all. */
const MAY_IMPORT = {
  'core/lib': [],
  'core/model': [],
  'core/diagnose': ['core/model'],
  'core/aws': ['core/model'],
  'core/docker': ['core/model'],
  'core/logs': ['core/aws', 'core/model'],
  'core/inventory': ['core/aws', 'core/model'],
  'core/deploy': ['core/aws', 'core/docker', 'core/diagnose', 'core/logs', 'core/model'],
  protocol: ['core/model', 'core/deploy', 'core/diagnose'],
  platform: ['core'],
  webview: ['protocol'],
  ui: ['platform', 'protocol', 'core', 'scenarios'],
  scenarios: [],
  sandbox: ['scenarios'],
};

const NO_EDITOR = ['core', 'protocol', 'webview', 'sandbox', 'scenarios'];
const any = (rooms) => `^src/(${rooms.join('|')})/`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(MAY_IMPORT).map(([room, others]) => ({
      name: `room ${room}`,
      severity: 'error',
      from: { path: any([room]) },
      to: { path: '^src/', pathNot: any([room, ...(room === 'webview' ? [] : ['core/lib']), ...others]) },
    })),
    {
      name: 'only the lab plays scenarios',
      severity: 'error',
      from: { path: '^src/ui/', pathNot: '^src/ui/lab/' },
      to: { path: '^src/scenarios/' },
    },
    {
      name: 'no editor below ui and platform',
      severity: 'error',
      from: { path: any(NO_EDITOR) },
      to: { path: '^(vscode|node_modules/@types/vscode)' },
    },
    {
      name: 'no node in the page',
      severity: 'error',
      from: { path: any(['webview']) },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'nothing left over',
      severity: 'error',
      from: { path: '^src/', orphan: true, pathNot: '\\.d\\.ts$' },
      to: {},
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
};
