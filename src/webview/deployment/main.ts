import {
  isSavedPanel,
  isToPanel,
  type FromPanel,
  type PanelTab,
  type SavedPanel,
} from '../../protocol/deployment';
import './panel';
import { documentStyles } from './styles';

// Taken once and kept private: nothing else in the page can talk to the host.
const host = acquireVsCodeApi();
const panel = document.createElement('quayside-deployment');

const saved = host.getState();
if (isSavedPanel(saved)) panel.tab = saved.tab;

panel.addEventListener('tell', (event) => host.postMessage((event as CustomEvent<FromPanel>).detail));
panel.addEventListener('tab', (event) => {
  panel.tab = (event as CustomEvent<PanelTab>).detail;
  save();
});
window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (!isToPanel(data)) return;
  panel.snapshot = data.snapshot;
  save();
});

if (documentStyles.styleSheet !== undefined) document.adoptedStyleSheets.push(documentStyles.styleSheet);
document.body.append(panel);
host.postMessage({ type: 'ready' } satisfies FromPanel);

function save(): void {
  const id = panel.snapshot?.id;
  if (id === undefined) return;
  host.setState({ id, ...(panel.tab === undefined ? {} : { tab: panel.tab }) } satisfies SavedPanel);
}
