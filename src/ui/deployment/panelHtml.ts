import { randomBytes } from 'node:crypto';

/**
 * The page of the panel: one script that may run, by its nonce, and nothing else from anywhere. Styles are adopted
 * style sheets, which need no permission.
 */
export function panelHtml(page: {
  readonly script: string;
  readonly cspSource: string;
  readonly language: string;
  readonly title: string;
}): string {
  const nonce = randomBytes(18).toString('base64');
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${page.cspSource}`;
  return `<!DOCTYPE html>
<html lang="${escape(page.language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(page.title)}</title>
</head>
<body>
<script nonce="${nonce}" src="${escape(page.script)}"></script>
</body>
</html>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
