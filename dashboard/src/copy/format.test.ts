import { describe, expect, it } from 'vitest';

import { allAsked, noteAsked, showBeside } from '../api/asked';
import { asCurl, asGraphql, nameOf } from './format';

const asked = {
  document: '\n    query WebsiteName($id: ID!) {\n  website(id: $id) {\n    name\n  }\n}',
  variables: { id: "it's" },
};

describe('a query of a page', () => {
  it('has a name', () => {
    expect(nameOf(asked)).toBe('Website name');
  });

  it('is a document with its variables as a comment', () => {
    expect(asGraphql(asked)).toBe(
      'query WebsiteName($id: ID!) {\n  website(id: $id) {\n    name\n  }\n}\n' +
        '\n# {\n#   "id": "it\'s"\n# }\n',
    );
    expect(asGraphql({ ...asked, variables: {} })).toMatch(/\}\n$/);
  });

  it('is a command that a shell takes as it is', () => {
    expect(asCurl(asked, 'https://up.example')).toContain(
      String.raw`"variables":{"id":"it'\''s"}}'`,
    );
  });

  it('is listed once, however often it is asked', () => {
    const { signal } = new AbortController();
    noteAsked(signal, asked);
    const stop = showBeside([asked, asked]);
    expect(allAsked([])).toEqual([asked]);
    stop();
    expect(allAsked([])).toEqual([]);
  });
});
