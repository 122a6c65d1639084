import type { Asked } from '../api/asked';

/** The name of an operation, in words: `WebsiteLatency` is "Website latency". */
export function nameOf({ document }: Asked): string {
  const name = /^\s*query\s+(\w+)/.exec(document)?.[1] ?? 'Query';
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

/** The document as an editor takes it, with its variables as a comment. */
export function asGraphql({ document, variables }: Asked): string {
  const comment =
    Object.keys(variables).length === 0
      ? ''
      : `\n${JSON.stringify(variables, null, 2).replace(/^/gm, '# ')}\n`;
  return `${tidy(document)}\n${comment}`;
}

/** A command that asks the same; the shell's `TOKEN` is a session's or a key's. */
export function asCurl({ document, variables }: Asked, origin: string): string {
  const body = JSON.stringify({ query: tidy(document), variables });
  return [
    `curl -fsS ${quoted(`${origin}/graphql`)}`,
    `  -H 'Content-Type: application/json'`,
    `  -H "Authorization: Bearer $TOKEN"`,
    `  --data ${quoted(body)}\n`,
  ].join(' \\\n');
}

/** A document without the indentation of the source that it comes from. */
function tidy(document: string): string {
  const lines = document.trim().split('\n');
  let depth = 0;
  return lines
    .map((line) => {
      const text = line.trim();
      depth -= text.startsWith('}') || text.startsWith(')') ? 1 : 0;
      const indented = `${'  '.repeat(Math.max(depth, 0))}${text}`;
      depth += text.endsWith('{') || text.endsWith('(') ? 1 : 0;
      return indented;
    })
    .join('\n');
}

/** A text as one word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
