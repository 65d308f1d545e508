import { LitElement } from 'lit';
import type { FromPanel, PanelSnapshot } from '../../src/protocol/deployment';
import type { DeploymentPanel } from '../../src/webview/deployment/panel';
import '../../src/webview/deployment/panel';

export interface Mounted {
  readonly panel: DeploymentPanel;
  /** What the page told the host. */
  readonly told: FromPanel[];
  readonly update: (snapshot: PanelSnapshot) => Promise<void>;
}

/** Puts a panel with this snapshot into the document. */
export async function mount(snapshot: PanelSnapshot): Promise<Mounted> {
  document.documentElement.lang = 'en';
  document.title = 'Deployment';
  document.body.replaceChildren();
  const panel = document.createElement('quayside-deployment');
  const told: FromPanel[] = [];
  panel.addEventListener('tell', (event) => told.push((event as CustomEvent<FromPanel>).detail));
  document.body.append(panel);
  const update = async (next: PanelSnapshot): Promise<void> => {
    panel.snapshot = next;
    await settled(panel);
  };
  await update(snapshot);
  return { panel, told, update };
}

/** Waits until the element and all parts inside it have drawn. */
export async function settled(element: LitElement): Promise<void> {
  await element.updateComplete;
  for (const child of element.renderRoot.querySelectorAll('*')) {
    if (child instanceof LitElement) await settled(child);
  }
}

/** The first element that matches, looking into shadow roots too. */
export function find(root: ParentNode, selector: string): HTMLElement {
  const found = findAll(root, selector)[0];
  if (found === undefined) throw new Error(`There is no ${selector}`);
  return found;
}

export function findAll(root: ParentNode, selector: string): readonly HTMLElement[] {
  return everything(root).filter((element): element is HTMLElement => element.matches(selector));
}

/** All elements below `root` in document order, those of shadow roots included. */
export function everything(root: ParentNode): readonly Element[] {
  return [...root.querySelectorAll('*')].flatMap((element) =>
    element.shadowRoot === null ? [element] : [element, ...everything(element.shadowRoot)],
  );
}

/** The words of an element as somebody reads them: shadow roots included, style sheets not. */
export function words(element: Element): string {
  return [element.shadowRoot ?? element]
    .flatMap((root) => [...root.childNodes])
    .map((node) => {
      if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
      return node instanceof Element && node.tagName !== 'STYLE' ? words(node) : '';
    })
    .join(' ')
    .replace(/\s+/g, ' ')
    .replace(/ (?=[:,.;])/g, '')
    .trim();
}
