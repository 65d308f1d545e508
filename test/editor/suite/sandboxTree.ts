import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { CallLedger } from '../../../src/core/aws/callLedger';
import { createConnections } from '../../../src/core/aws/connectionService';
import type { Connections } from '../../../src/core/aws/connections';
import { systemClock } from '../../../src/core/lib/clock';
import { silentLogger } from '../../../src/core/lib/logger';
import { Arrangement } from '../../../src/ui/explorer/arrangement';
import { CurrentInventory } from '../../../src/ui/explorer/currentInventory';
import type { ExplorerNode } from '../../../src/ui/explorer/nodes';
import { ExplorerTree } from '../../../src/ui/explorer/tree';

export const SANDBOX_REGION = 'us-east-1';

/** A tree of our own over the sandbox of the suite: the one in the window does not let anybody look inside. */
export interface SandboxTree {
  readonly connections: Connections;
  readonly current: CurrentInventory;
  readonly ledger: CallLedger;
  readonly arrangement: Arrangement;
  readonly tree: ExplorerTree;
  /** The child whose label is, or begins with, the text. */
  child(parent: ExplorerNode | undefined, label: string): Promise<ExplorerNode>;
  /** The label and description of each row under a row. */
  rows(parent?: ExplorerNode): Promise<readonly string[]>;
  dispose(): void;
}

export function connectToSandbox(region = SANDBOX_REGION): Promise<SandboxTree> {
  const endpoint = process.env['QUAYSIDE_SANDBOX_ENDPOINT'];
  assert.ok(endpoint, 'QUAYSIDE_SANDBOX_ENDPOINT says where the sandbox is');
  return sandboxTree(endpoint, region);
}

async function sandboxTree(endpoint: string, region: string): Promise<SandboxTree> {
  const ledger = new CallLedger();
  const connections = createConnections({
    ledger,
    logger: silentLogger,
    environment: {},
    store: { read: () => undefined, write: () => undefined },
    mfaPrompt: () => Promise.resolve(undefined),
    clock: systemClock,
    version: '0.0.0',
  });
  const current = new CurrentInventory({ connections, clock: systemClock, resume: () => Promise.resolve() });
  const stored = new Map<string, unknown>();
  const arrangement = new Arrangement({
    get: (key) => stored.get(key) as never,
    set: (key, value) => Promise.resolve(void stored.set(key, value)),
  });
  const tree = new ExplorerTree({ current, arrangement, clock: systemClock, opened: () => undefined });
  await connections.use({ kind: 'sandbox', endpoint, region });
  return {
    connections,
    current,
    ledger,
    arrangement,
    tree,
    async child(parent, label) {
      const found = (await tree.getChildren(parent)).find((node) =>
        textOf(tree.getTreeItem(node).label).startsWith(label),
      );
      assert.ok(found, `there is a row ${label}`);
      return found;
    },
    async rows(parent) {
      return (await tree.getChildren(parent)).map((node) => {
        const { label, description } = tree.getTreeItem(node);
        return `${textOf(label)} ${typeof description === 'string' ? description : ''}`.trim();
      });
    },
    dispose() {
      tree.dispose();
      current.dispose();
      connections.dispose();
    },
  };
}

/** What the sandbox answers with instead; nothing makes it whole again. */
export async function breakSandbox(
  errors: readonly { readonly operation: string; readonly code: string; readonly message: string }[],
): Promise<void> {
  const endpoint = process.env['QUAYSIDE_SANDBOX_ENDPOINT'] ?? '';
  const answer = await fetch(`${endpoint}/_sandbox/faults`, {
    method: 'POST',
    body: JSON.stringify({ errors }),
  });
  assert.equal(answer.status, 200);
}

export function textOf(label: string | vscode.TreeItemLabel | undefined): string {
  return typeof label === 'string' ? label : (label?.label ?? '');
}

/** Waits until a check holds; the editor gives no sign when it has drawn something. */
export async function eventually(check: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`${what} did not happen`);
}
