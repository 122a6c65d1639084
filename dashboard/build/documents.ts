import { readFile } from 'node:fs/promises';

import type { Plugin } from 'vite';

const GENERATED = new URL('../src/api/generated/graphql.ts', import.meta.url);

/** A call in a `queries.ts`, and a document among the generated ones. */
const CALL = /\bgraphql\(`\s*(query|mutation|subscription|fragment)\s+(\w+)[^`]*`\)/g;
const IMPORT = /^import \{ graphql \} from '[^']+';$/m;
const DOCUMENT = /export const (\w+) = new TypedDocumentString\(`([^`]*)`/g;

/**
 * Writes each document where it is used, so that it is loaded with its page. `graphql()` of the
 * generated code would look it up in a table of all documents, which the first script then holds.
 */
export function documents(): Plugin {
  return {
    name: 'documents',
    enforce: 'pre',
    async transform(code, id) {
      if (!id.endsWith('.ts') || id.includes('/generated/') || !code.includes('graphql(`')) {
        return null;
      }
      const generated = await readFile(GENERATED, 'utf8');
      const texts = new Map(
        Array.from(generated.matchAll(DOCUMENT), ([, name, text]) => [name, text]),
      );
      const written = code.replace(IMPORT, '').replace(CALL, (_, kind: string, name: string) => {
        const text = texts.get(`${name}${kind === 'fragment' ? 'FragmentDoc' : 'Document'}`);
        if (text === undefined) {
          throw new Error(`${name} is not among the generated documents: run npm run types`);
        }
        return JSON.stringify(text.trim());
      });
      return { code: written, map: null };
    },
  };
}
