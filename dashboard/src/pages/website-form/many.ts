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
