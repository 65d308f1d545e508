/** A heading and lines of facts; what is not known is left out. Texts of AWS stand in code, so that nothing in them is markup. */
export function section(heading: string, facts: readonly (readonly [string, string | undefined])[]): string {
  const lines = facts.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`- ${name}: ${value}`],
  );
  return lines.length === 0 ? '' : `## ${heading}\n\n${lines.join('\n')}\n`;
}

export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n') + '\n';
}

export function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}

export function page(title: string, parts: readonly string[]): string {
  return [`# ${title}\n`, ...parts].filter((part) => part !== '').join('\n');
}
