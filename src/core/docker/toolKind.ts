import path from 'node:path';

/** Programs that build and push, by the dialect they speak. */
export type ToolKind = 'docker' | 'podman' | 'nerdctl' | 'finch';

const OTHERS: readonly ToolKind[] = ['podman', 'nerdctl', 'finch'];

/** The program's name tells: each of them is called by its own name, or it would not be found. */
export function toolKind({ command }: { readonly command: string }): ToolKind {
  // A path of Windows may be looked at elsewhere, in tests.
  const name = path.win32
    .basename(command)
    .toLowerCase()
    .replace(/\.exe$/, '');
  return OTHERS.find((kind) => kind === name) ?? 'docker';
}

/** Podman has options and files of its own; the others follow docker. */
export function isDockerLike(tool: { readonly command: string }): boolean {
  return toolKind(tool) !== 'podman';
}
