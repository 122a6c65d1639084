/** What a page consists of that the server wrote. */
export interface Parsed {
  /** Its root, for the document that was given. */
  root: Element | null;
  /** The texts of its style sheets. */
  styles: string[];
}

const HTML = 'http://www.w3.org/1999/xhtml';
const SVG = 'http://www.w3.org/2000/svg';

/** What has no end. */
const VOID = new Set(['br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'wbr']);

/** What is no part of a picture of the page: it acts, or it loads something. */
const LEFT_OUT = new Set(['base', 'embed', 'form', 'iframe', 'link', 'meta', 'object', 'script']);

const TOKEN =
  /<!--[^]*?-->|<![^>]*>|<\/([a-z][^\s/>]*)[^>]*>|<([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>|[^<]+|</giy;
const ATTRIBUTE = /([^\s=/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'/>]+)))?/g;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

/**
 * The elements of a page as the server writes them: well-formed, with every element closed. The
 * policy of the dashboard keeps browsers from making markup of a text, so it is done here, element
 * by element, without scripts, handlers, inline styles and links that lead somewhere. Pictures are
 * taken from `image` instead of where the page has them.
 */
export function parsePage(html: string, document: Document, image: string | null): Parsed {
  const styles: string[] = [];
  const open: Element[] = [];
  let root: Element | null = null;
  let skipped: string | null = null;
  const tokens = new RegExp(TOKEN);
  for (let token = tokens.exec(html); token !== null; token = tokens.exec(html)) {
    const [text, closed, opened, attributes = ''] = token;
    const parent = open.at(-1);
    if (skipped !== null) {
      skipped = closed?.toLowerCase() === skipped ? null : skipped;
    } else if (closed !== undefined) {
      const at = open.findLastIndex(({ localName }) => localName === closed.toLowerCase());
      open.length = at < 0 ? open.length : at;
    } else if (opened !== undefined) {
      const name = opened.toLowerCase();
      if (name === 'style' || name === 'script') {
        const end = html.indexOf(`</${name}`, tokens.lastIndex);
        const content = html.slice(tokens.lastIndex, end < 0 ? html.length : end);
        tokens.lastIndex += content.length;
        if (name === 'style') {
          styles.push(content);
        }
      } else if (LEFT_OUT.has(name)) {
        skipped = VOID.has(name) ? null : name;
      } else {
        const isSvg = name === 'svg' || parent?.namespaceURI === SVG;
        const element = document.createElementNS(isSvg ? SVG : HTML, name);
        setAttributes(element, attributes, image);
        parent?.append(element);
        root ??= element;
        if (!VOID.has(name) && !(isSvg && attributes.endsWith('/'))) {
          open.push(element);
        }
      }
    } else if (!text.startsWith('<!')) {
      parent?.append(decoded(text));
    }
  }
  return { root, styles };
}

function setAttributes(element: Element, text: string, image: string | null): void {
  for (const [, name = '', double, single, bare] of text.matchAll(ATTRIBUTE)) {
    const value = decoded(double ?? single ?? bare ?? '');
    const isLocal = !/href$/i.test(name) || value.startsWith('#');
    const isInert =
      !/^on/i.test(name) && !['style', 'src', 'srcset', 'srcdoc'].includes(name.toLowerCase());
    if (isLocal && isInert) {
      element.setAttribute(name, value);
    }
  }
  if (element.localName === 'img' && image !== null) {
    element.setAttribute('src', image);
  }
}

/** A text with what its entities stand for. */
function decoded(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]+)|#([0-9]+)|([a-z]+));/gi, (all, hex, decimal, name) => {
    const code = hex ? Number.parseInt(String(hex), 16) : Number(decimal);
    if (hex || decimal) {
      return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '\ufffd';
    }
    return ENTITIES[String(name)] ?? all;
  });
}
