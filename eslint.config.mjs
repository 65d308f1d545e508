import importX from 'eslint-plugin-import-x';
import lit from 'eslint-plugin-lit';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Forbids imports of the named rooms (folders directly under src) and modules from the files of one room. */
const room = (files, { rooms = [], modules = [], message }) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths: modules.map((name) => ({ name, message })),
        patterns:
          rooms.length === 0
            ? []
            : [{ group: rooms.flatMap((name) => [`**/${name}/**`, `**/${name}`]), message }],
      },
    ],
  },
});

const CORE_ROOMS = ['aws', 'docker', 'deploy', 'diagnose', 'logs', 'inventory'];
const without = (...allowed) =>
  CORE_ROOMS.filter((name) => !allowed.includes(name)).map((name) => `../${name}`);
const ABOVE_CORE = ['protocol', 'platform', 'ui', 'webview', 'sandbox', 'scenarios'];

export default defineConfig(
  { ignores: ['dist', 'out', 'node_modules', '.quayside', 'test-results', 'coverage'] },
  tseslint.configs.base,
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: {
      parserOptions: {
        project: [
          './tsconfig.json',
          './src/core/tsconfig.json',
          './src/webview/tsconfig.json',
          './test/tsconfig.json',
        ],
      },
    },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver({ project: './tsconfig.json' })],
    },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  { files: ['**/*.config.mts'], rules: { 'import-x/no-default-export': 'off' } },

  // Who may import whom: docs/architecture.md, section 1.
  room(['src/core/**/*.ts'], {
    rooms: ABOVE_CORE,
    modules: ['vscode'],
    message: 'core knows Node and npm only.',
  }),
  room(['src/core/lib/**/*.ts'], {
    rooms: [...ABOVE_CORE, ...CORE_ROOMS.map((name) => `../${name}`), '../model'],
    modules: ['vscode'],
    message: 'core/lib imports nothing of ours.',
  }),
  room(['src/core/model/**/*.ts', 'src/core/diagnose/**/*.ts'], {
    rooms: [...ABOVE_CORE, ...without('diagnose')],
    modules: ['vscode'],
    message: 'core/model imports core/lib only; core/diagnose imports core/model.',
  }),
  room(['src/core/aws/**/*.ts', 'src/core/docker/**/*.ts'], {
    rooms: [...ABOVE_CORE, ...without('aws', 'docker')],
    modules: ['vscode'],
    message: 'core/aws and core/docker import core/model and core/lib only.',
  }),
  room(['src/core/logs/**/*.ts', 'src/core/inventory/**/*.ts'], {
    rooms: [...ABOVE_CORE, ...without('aws', 'logs', 'inventory')],
    modules: ['vscode'],
    message: 'core/logs and core/inventory import core/aws, core/model and core/lib only.',
  }),
  room(['src/protocol/**/*.ts'], {
    rooms: ['platform', 'ui', 'webview', 'sandbox', 'scenarios'],
    modules: ['vscode'],
    message: 'protocol imports types of core/model and core/deploy only.',
  }),
  room(['src/webview/**/*.ts'], {
    rooms: ['core', 'platform', 'ui', 'sandbox', 'scenarios'],
    modules: ['vscode'],
    message: 'webview imports protocol only.',
  }),
  room(['src/platform/**/*.ts'], {
    rooms: ['ui', 'webview', 'sandbox', 'scenarios', 'protocol'],
    message: 'platform imports core only.',
  }),
  room(['src/ui/**/*.ts'], {
    rooms: ['webview', 'sandbox', 'scenarios'],
    message: 'ui imports platform, protocol and core.',
  }),
  room(['src/sandbox/**/*.ts'], {
    rooms: [
      'platform',
      'ui',
      'webview',
      'protocol',
      ...[...CORE_ROOMS, 'model'].map((name) => `core/${name}`),
    ],
    modules: ['vscode'],
    message: "sandbox imports core/lib and scenarios only: it must not share the client's idea of AWS.",
  }),

  { files: ['src/webview/**/*.ts'], plugins: { lit }, rules: { ...lit.configs['flat/recommended'].rules } },
  { files: ['src/sandbox/main.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
    },
  },
);
