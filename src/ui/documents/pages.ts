import {
  Disposable,
  DocumentLink,
  EventEmitter,
  l10n,
  languages,
  Range,
  window,
  workspace,
  type TextDocument,
  type TextDocumentContentProvider,
  type Uri,
} from 'vscode';
import type { CallLedger } from '../../core/aws/callLedger';
import type { Inventory } from '../../core/inventory/inventory';
import type { Clock } from '../../core/lib/clock';
import { parseArn } from '../../core/model/arn';
import type { Contribution } from '../contribution';
import type { CurrentInventory } from '../explorer/currentInventory';
import { mayScale } from '../explorer/scalingParts';
import { callsPage } from './callsPage';
import { PAGE_SCHEME, pageAddress, pageUri, type PageAddress } from './pageUri';
import { revisionPage } from './revisionPage';
import { servicePage } from './servicePage';
import { TASK_DEFINITION_SCHEME } from './taskDefinitionDocuments';

/** How often the page of calls is written anew while somebody sees it; it costs none. */
const CALLS_MS = 3_000;
const ECS_ARN = /arn:[\w-]+:ecs:[\w-]+:\d{12}:(?:service|task-definition)\/[\w/:-]+/g;

/** Read-only pages of services, revisions and calls; ARNs in them lead to their own pages. */
export class Pages implements Contribution, TextDocumentContentProvider {
  readonly #current: CurrentInventory;
  readonly #ledger: CallLedger;
  readonly #clock: Clock;
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;

  constructor(options: {
    readonly current: CurrentInventory;
    readonly ledger: CallLedger;
    readonly clock: Clock;
  }) {
    this.#current = options.current;
    this.#ledger = options.ledger;
    this.#clock = options.clock;
  }

  register(): Disposable {
    const timer = setInterval(() => this.#renewCalls(), CALLS_MS);
    return Disposable.from(
      this.#changed,
      { dispose: () => clearInterval(timer) },
      workspace.registerTextDocumentContentProvider(PAGE_SCHEME, this),
      languages.registerDocumentLinkProvider(
        [PAGE_SCHEME, TASK_DEFINITION_SCHEME].map((scheme) => ({ scheme })),
        { provideDocumentLinks: (document) => this.#links(document) },
      ),
      // What could not be read because its connection was not there may be readable now.
      this.#current.onDidChange(() => {
        for (const { uri } of workspace.textDocuments)
          if (uri.scheme === PAGE_SCHEME) this.#changed.fire(uri);
      }),
    );
  }

  /** Writes a page anew. */
  renew(uri: Uri): void {
    this.#changed.fire(uri);
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const address = pageAddress(uri);
    if (address === undefined) return '';
    if (address.kind === 'calls') return callsPage(this.#ledger, this.#clock.now());
    const inventory = this.#current.of(address.connection);
    if (inventory === undefined)
      return l10n.t('This belongs to another connection: switch to it to read it.');
    return this.#read(address, inventory);
  }

  async #read({ kind, arn, cluster }: PageAddress, inventory: Inventory): Promise<string> {
    switch (kind) {
      case 'revision':
        return revisionPage(arn, await inventory.taskDefinitions.get(arn), inventory);
      case 'serviceJson': {
        const body = await inventory.rawService({ clusterArn: cluster, serviceArn: arn });
        return body === undefined ? gone() : `${JSON.stringify(body, undefined, 2)}\n`;
      }
      case 'service': {
        const shown = inventory.services.hasEvents(arn);
        await inventory.services.openEvents(cluster, arn);
        const service = inventory.services.get(arn);
        if (service === undefined) {
          const { error } = inventory.services.slot(cluster);
          if (error !== undefined) throw error;
          return gone();
        }
        const key = { clusterArn: cluster, serviceArn: arn };
        await Promise.all([
          inventory.images.load([service], 'foreground').catch(() => undefined),
          ...(mayScale(service) ? [inventory.scaling.open(key)] : []),
        ]);
        const text = servicePage(service, inventory, this.#clock.now());
        if (!shown) inventory.services.closeEvents(arn);
        return text;
      }
      case 'calls':
        return '';
    }
  }

  #renewCalls(): void {
    for (const { document } of window.visibleTextEditors)
      if (pageAddress(document.uri)?.kind === 'calls') this.#changed.fire(document.uri);
  }

  #links(document: TextDocument): DocumentLink[] {
    const connection = new URLSearchParams(document.uri.query).get('connection') ?? '';
    const own = new URLSearchParams(document.uri.query).get('arn');
    return [...document.getText().matchAll(ECS_ARN)].flatMap(({ 0: arn, index }) => {
      const kind = parseArn(arn)?.resource.startsWith('service/') === true ? 'service' : 'revision';
      if (arn === own && document.uri.scheme === PAGE_SCHEME) return [];
      const cluster = kind === 'service' ? (this.#current.of(connection)?.clusterOf(arn) ?? '') : '';
      const range = new Range(document.positionAt(index), document.positionAt(index + arn.length));
      const link = new DocumentLink(range, pageUri({ kind, connection, arn, cluster }));
      link.tooltip = kind === 'service' ? l10n.t('Show the service') : l10n.t('Show the task definition');
      return [link];
    });
  }
}

function gone(): string {
  return l10n.t('It does not exist any more.');
}
