import { MarkdownString } from 'vscode';

/** A heading and a list of facts; texts of AWS are escaped, never taken for markup. */
export function lines(
  heading: string,
  entries: readonly (readonly [string, string | undefined])[],
): MarkdownString {
  const markdown = new MarkdownString().appendMarkdown('**').appendText(heading).appendMarkdown('**\n\n');
  for (const [name, value] of entries) {
    if (value === undefined || value === '') continue;
    markdown.appendMarkdown('- ').appendText(`${name}: ${value}`).appendMarkdown('\n');
  }
  return markdown;
}
