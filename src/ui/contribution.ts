import type { Disposable } from 'vscode';

/** A feature: it registers what it brings and takes it back when disposed. Activation walks one array of these. */
export interface Contribution {
  register(): Disposable;
}
