import { expect, test } from 'vitest';

import { parsePage } from './html';

const parsed = (html: string, image: string | null = null) => parsePage(html, document, image);

test('a page has its elements, texts and style sheets', () => {
  const { root, styles } = parsed(
    '<!doctype html>\n<html lang="de"><head><meta charset="utf-8"><title>A</title>' +
      '<style>a>b{color:"<p>"}</style></head><body class="x"><!-- no --><p>1 &lt; 2 &#38; &#x41;' +
      '<br>next<br />last</p><ul><li>a</li><li>b</li></ul></body></html>',
  );
  expect(root?.outerHTML).toBe(
    '<html lang="de"><head><title>A</title></head><body class="x">' +
      '<p>1 &lt; 2 &amp; A<br>next<br>last</p><ul><li>a</li><li>b</li></ul></body></html>',
  );
  expect(styles).toEqual(['a>b{color:"<p>"}']);
});

test('drawings are drawings, with names as they are written', () => {
  const { root } = parsed(
    '<div><svg viewBox="0 0 1 1"><use href="#up"/><path d="M0 0"></path></svg>after</div>',
  );
  const svg = root?.firstElementChild;
  expect(svg?.namespaceURI).toBe('http://www.w3.org/2000/svg');
  expect(svg?.getAttribute('viewBox')).toBe('0 0 1 1');
  expect(svg?.children).toHaveLength(2);
  expect(svg?.firstElementChild?.getAttribute('href')).toBe('#up');
  expect(root?.lastChild?.textContent).toBe('after');
});

test('nothing acts, leads away or is loaded', () => {
  const { root } = parsed(
    '<div onclick="a()" STYLE="color:red"><script>if (1 < 2) "</div>"</script><a href="https://a.test/">x</a>' +
      '<img src="/a" alt=""><form action="/a"><input></form><iframe src="/b">c</iframe>' +
      '<a href="javascript:b()" title="&quot;">y</a></div>',
    'data:image/png;base64,AAAA',
  );
  expect(root?.outerHTML).toBe(
    '<div><a>x</a><img alt="" src="data:image/png;base64,AAAA"><a title="&quot;">y</a></div>',
  );
});

test('a text that only looks like markup stays a text', () => {
  expect(parsed('<p>&lt;script&gt;alert(1)&lt;/script&gt; 3 < 4</p>').root?.textContent).toBe(
    '<script>alert(1)</script> 3 < 4',
  );
});
