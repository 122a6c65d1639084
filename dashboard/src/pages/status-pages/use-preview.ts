import { useEffect, useEffectEvent, useRef, useState } from 'react';

import type { Draft } from './draft';

/** How long nothing is typed before the page is drawn anew, in milliseconds. */
const QUIET_MS = 500;

/** What a page would look like, and why it cannot be told of what is typed now. */
export interface Preview {
  /** The last one that could be told. */
  html: string | null;
  error: unknown;
}

/** How a preview is asked for. */
export interface Previewing {
  /** What is asked: drafts for which it is the same look the same. */
  key: (draft: Draft) => string;
  ask: (draft: Draft, signal: AbortSignal) => Promise<string>;
}

/** The page that a draft would be, as the server draws it; the last one while it cannot. */
export function usePreview(draft: Draft, { key, ask }: Previewing): Preview {
  const [preview, setPreview] = useState<Preview>({ html: null, error: null });
  const isFirst = useRef(true);
  const isComplete = draft.title.trim() !== '' && draft.slug !== '';
  const asked = isComplete ? key(draft) : null;
  const askNow = useEffectEvent((signal: AbortSignal) => ask(draft, signal));
  useEffect(() => {
    if (asked === null) {
      return;
    }
    const over = new AbortController();
    const draw = async () => {
      isFirst.current = false;
      try {
        const html = await askNow(over.signal);
        if (!over.signal.aborted) {
          setPreview({ html, error: null });
        }
      } catch (error) {
        if (!over.signal.aborted) {
          setPreview(({ html }) => ({ html, error }));
        }
      }
    };
    const timer = setTimeout(() => void draw(), isFirst.current ? 0 : QUIET_MS);
    return () => {
      clearTimeout(timer);
      over.abort();
    };
  }, [asked]);
  return isComplete ? preview : { ...preview, error: null };
}
