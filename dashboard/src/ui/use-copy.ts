import { useState } from 'react';

/** Copies a text, and tells whether that was done; false where the browser does not allow it. */
export function useCopy() {
  const [copied, setCopied] = useState<string | null>(null);
  const copy = async (text: string): Promise<boolean> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(text);
      return true;
    } catch {
      return false;
    }
  };
  return { copied, copy };
}
