import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..', '..');

export interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
  readonly group?: string;
}

export interface Setting {
  readonly type?: string | readonly string[];
  readonly default?: unknown;
  readonly scope?: string;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly enum?: readonly unknown[];
  readonly enumDescriptions?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
}

interface Configuration {
  readonly properties: Readonly<Record<string, Setting>>;
}

export interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly icon: string;
  readonly main: string;
  readonly l10n: string;
  readonly engines: { readonly vscode: string };
  readonly activationEvents: readonly string[];
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly capabilities?: {
    readonly untrustedWorkspaces?: { readonly restrictedConfigurations?: readonly string[] };
  };
  readonly contributes: {
    readonly commands?: readonly {
      readonly command: string;
      readonly title: string;
      readonly category?: string;
      readonly icon?: string;
      readonly enablement?: string;
    }[];
    readonly menus?: Readonly<Record<string, readonly MenuItem[]>>;
    readonly submenus?: readonly { readonly id: string }[];
    readonly keybindings?: readonly { readonly command: string; readonly when?: string }[];
    readonly configuration?: Configuration | readonly Configuration[];
    readonly views?: Readonly<Record<string, readonly { readonly id: string; readonly when?: string }[]>>;
    readonly viewsWelcome?: readonly {
      readonly view: string;
      readonly contents: string;
      readonly when?: string;
    }[];
  };
}

export const readText = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');
export const readBytes = (name: string): Buffer => readFileSync(path.join(ROOT, name));
export const readJson = (name: string): unknown => JSON.parse(readText(name));

export const manifestText = readText('package.json');
export const manifest = JSON.parse(manifestText) as Manifest;
export const texts = readJson('package.nls.json') as Readonly<Record<string, string>>;

export const contributedCommands = manifest.contributes.commands ?? [];
export const menus = Object.entries(manifest.contributes.menus ?? {}).flatMap(([menu, items]) =>
  items.map((item) => ({ menu, ...item })),
);
export const viewIds = Object.values(manifest.contributes.views ?? {}).flatMap((views) =>
  views.map(({ id }) => id),
);

const configuration = manifest.contributes.configuration ?? [];
const configurations: readonly Configuration[] =
  'properties' in configuration ? [configuration] : configuration;
export const settings = configurations.flatMap(({ properties }) => Object.entries(properties));

/** Every `when` and `enablement` clause, with where it stands. */
export const clauses: readonly { readonly where: string; readonly clause: string }[] = [
  ...menus.map(({ menu, command, when }) => ({ where: `${menu}: ${command ?? 'submenu'}`, clause: when })),
  ...contributedCommands.map(({ command, enablement }) => ({ where: command, clause: enablement })),
  ...(manifest.contributes.keybindings ?? []).map(({ command, when }) => ({
    where: `key of ${command}`,
    clause: when,
  })),
  ...(manifest.contributes.viewsWelcome ?? []).map(({ contents, when }) => ({
    where: contents,
    clause: when,
  })),
  ...Object.values(manifest.contributes.views ?? {})
    .flat()
    .map(({ id, when }) => ({ where: id, clause: when })),
].flatMap(({ where, clause }) => (clause === undefined ? [] : [{ where, clause }]));
