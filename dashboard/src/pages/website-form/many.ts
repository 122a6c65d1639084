/** A website of a list of lines. */
export interface Line {
  url: string;
  /** Null for the host. */
  name: string | null;
}

/**
 * The websites of a list: an address a line, and behind white space, a comma or a semicolon its
 * name. Empty lines and those that begin with `#` are left out.
 */
export function websitesOf(text: string): Line[] {
  return linesIn(text).map((line) => {
    const [, url = line, name = ''] = /^([^\s,;]+)[\s,;]+(.*)$/.exec(line) ?? [];
    return { url, name: name.trim() || null };
  });
}

/** The lines that name a website. */
export function linesIn(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/**
 * What is wrong with each of `lines`, of which none is sent for that: nonsense, an address that
 * stands in the list before, or one that is watched already. Null where nothing is.
 */
export function problemsOf(
  lines: readonly Line[],
  watched: ReadonlySet<string>,
): (string | null)[] {
  const before = new Set<string>();
  return lines.map(({ url }) => {
    const address = addressOf(url);
    if (address === null) {
      return isWord(url)
        ? `${url} is no address; a host of a single word needs its scheme: https://${url}/`
        : `${url} is no address.`;
    }
    if (before.has(address)) {
      return 'The list has this address before.';
    }
    before.add(address);
    return watched.has(address)
      ? 'This address is watched already: to watch it twice, add it alone.'
      : null;
  });
}

/** The address in the form that the API gives it, as far as a browser knows it; null if it is none. */
export function addressOf(url: string): string | null {
  // A word is more often a slip than a host of the own network.
  if (isWord(url)) {
    return null;
  }
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(url);
  try {
    return new URL(hasScheme ? url : `https://${url}`).href;
  } catch {
    return null;
  }
}

/** Whether the host has neither a dot nor a port, and no scheme says that it is one. */
function isWord(url: string): boolean {
  return !/^[^/]*[.:]/.test(url);
}
