import { isToExplanation, type ExplainedThing, type FromExplanation } from '../../protocol/explanation';
import { documentStyles } from '../deployment/styles';
import './page';

// Taken once and kept private: nothing else in the page can talk to the host.
const host = acquireVsCodeApi();
const page = document.createElement('quayside-explanation');

page.addEventListener('tell', (event) => host.postMessage((event as CustomEvent<FromExplanation>).detail));
window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (!isToExplanation(data)) return;
  page.snapshot = data.snapshot;
  host.setState(data.snapshot.thing satisfies ExplainedThing);
});

if (documentStyles.styleSheet !== undefined) document.adoptedStyleSheets.push(documentStyles.styleSheet);
document.body.append(page);
host.postMessage({ type: 'ready' } satisfies FromExplanation);
