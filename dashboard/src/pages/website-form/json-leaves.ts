/** A value in a JSON text that holds no others. */
export interface Leaf {
  /** Where it is, as a JSONPath (RFC 9535). */
  path: string;
  /** As conditions compare it: a string without its quotes, everything else as it is written. */
  value: string;
}

/** The values of a JSON text, in order, up to where it is cut; none if it is not JSON. */
export function jsonLeaves(text: string, most: number): Leaf[] {
  const leaves: Leaf[] = [];
  const tokens = tokensOf(text);
  let at = 0;

  /** Reads a value; whether the text goes on behind it as JSON does. */
  function read(path: string): boolean {
    const token = tokens[at++];
    if (token === undefined || leaves.length >= most) {
      return false;
    }
    if (token === '{') {
      return readAll('}', () => {
        const name = unquoted(tokens[at++]);
        return name !== null && tokens[at++] === ':' && read(path + child(name));
      });
    }
    if (token === '[') {
      let index = 0;
      return readAll(']', () => read(`${path}[${index++}]`));
    }
    const value = token.startsWith('"') ? unquoted(token) : token;
    if (value === null || /^[\]}:,]$/.test(token)) {
      return false;
    }
    leaves.push({ path, value });
    return true;
  }

  function readAll(end: string, readOne: () => boolean): boolean {
    if (tokens[at] === end) {
      at += 1;
      return true;
    }
    for (;;) {
      if (!readOne()) {
        return false;
      }
      const next = tokens[at++];
      if (next !== ',') {
        return next === end;
      }
    }
  }

  if (tokens[0] === '{' || tokens[0] === '[') {
    read('$');
  }
  return leaves;
}

/** The tokens up to the first that is none, or that the end of the text cuts. */
function tokensOf(text: string): string[] {
  const found = text.matchAll(
    /\s*([[\]{}:,]|"(?:[^"\\]|\\.)*"|(?:-?\d[\d.eE+-]*|true|false|null)(?=[\s,\]}]))/gy,
  );
  return Array.from(found, ([, token]) => token ?? '');
}

function unquoted(token: string | undefined): string | null {
  try {
    const value: unknown = JSON.parse(token ?? '');
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

/** A member of an object in a path: by its name where that needs no quotes. */
function child(name: string): string {
  if (/^[A-Za-z_]\w*$/.test(name)) {
    return `.${name}`;
  }
  return `['${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`;
}
