import { isJsonObject, type JsonObject, type JsonValue } from '../../core/lib/json';
import type { Reply } from './reply';
import type { AwsError, QueryService } from './service';
import { escapeXml, xmlElement } from './xml';

interface Node {
  [name: string]: string | Node;
}

const MAX_DEPTH = 16;

/** `A.member.1.B=x` -> `{ A: [{ B: 'x' }] }`. All leaves are strings: the form does not say more. */
export function parseQueryInput(form: URLSearchParams): JsonObject {
  const root = newNode();
  for (const [path, value] of form) {
    if (path === 'Action' || path === 'Version') continue;
    const names = path.split('.');
    const last = names.pop();
    if (last === undefined || names.length > MAX_DEPTH) continue;
    let node = root;
    for (const name of names) {
      const next = node[name];
      node = typeof next === 'object' ? next : (node[name] = newNode());
    }
    node[last] = value;
  }
  const input = toValue(root);
  return isJsonObject(input) ? input : {};
}

/** Without a prototype, so that no name from the wire means anything special. */
function newNode(): Node {
  return Object.create(null) as Node;
}

function toValue(node: string | Node): JsonValue {
  if (typeof node === 'string') return node;
  const members = node['member'];
  if (typeof members === 'object' && Object.keys(node).length === 1) {
    return Object.entries(members)
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([, item]) => toValue(item));
  }
  return Object.fromEntries(Object.entries(node).map(([name, item]) => [name, toValue(item)]));
}

const XML_HEADERS = { 'content-type': 'text/xml' };

export function queryAnswer(
  service: QueryService,
  operation: string,
  answer: JsonObject,
  requestId: string,
): Reply {
  const body =
    `<${operation}Response xmlns="${escapeXml(service.xmlNamespace)}">` +
    xmlElement(`${operation}Result`, answer) +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>` +
    `</${operation}Response>`;
  return { status: 200, headers: XML_HEADERS, body };
}

export function queryError(service: QueryService, error: AwsError, requestId: string): Reply {
  const type = error.status >= 500 ? 'Receiver' : 'Sender';
  const body =
    `<ErrorResponse xmlns="${escapeXml(service.xmlNamespace)}"><Error><Type>${type}</Type>` +
    `${xmlElement('Code', error.code)}${xmlElement('Message', error.message)}</Error>` +
    `<RequestId>${requestId}</RequestId></ErrorResponse>`;
  return { status: error.status, headers: XML_HEADERS, body };
}
