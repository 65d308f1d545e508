/** Beyond that a cell pushes its own row to the right, not everybody's. */
const WIDEST_COLUMN = 60;
const ROWS_MEASURED = 500;

/** A heading and lines of facts; what is not known is left out. Texts of AWS stand in code, so that nothing in them is markup. */
export function section(heading: string, facts: readonly (readonly [string, string | undefined])[]): string {
  const lines = facts.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`- ${name}: ${value}`],
  );
  return lines.length === 0 ? '' : `## ${heading}\n\n${lines.join('\n')}\n`;
}

/** A table that can be read as text, too: columns have a width, up to that of a screen. */
export function alignedTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heads, ...rows].map((cells) => cells.map(cell));
  const widths = heads.map((_, column) =>
    Math.min(
      WIDEST_COLUMN,
      Math.max(3, ...all.slice(0, ROWS_MEASURED).map((cells) => cells[column]?.length ?? 0)),
    ),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text, column) => (column === cells.length - 1 ? text : text.padEnd(widths[column] ?? 0))).join(' | ')} |`;
  const [first = [], ...others] = all;
  return (
    [first, widths.map((width, column) => '-'.repeat(column === widths.length - 1 ? 3 : width)), ...others]
      .map(line)
      .join('\n') + '\n'
  );
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
